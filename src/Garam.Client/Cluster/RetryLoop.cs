using Garam.Client.Errors;
using Garam.Waiting;

namespace Garam.Client.Cluster;

/// <summary>
/// Repeats a call that may succeed later: after a broken connection, and after every error that the error table calls retriable. It ends with
/// the last fault when the next attempt would begin after the operation's time is over. Any thread.
/// </summary>
internal sealed class RetryLoop(ClusterClientOptions options, TimeProvider time, Random random)
{
    /// <summary>A fifth more or less, so that many clients do not come back at the same moment.</summary>
    private readonly Backoff _backoff = new(options.RetryDelayFirst, options.RetryDelayMax) { Spread = new Spread(0.8, 0.4, random) };

    public static bool IsWorthAnother(Exception fault) => fault is KafkaException { IsRetriable: true };

    public async ValueTask<TResult> RunAsync<TResult>(Func<CancellationToken, ValueTask<TResult>> attempt, CancellationToken cancellation)
    {
        var startedAt = time.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt(cancellation);
            }
            catch (Exception fault) when (IsWorthAnother(fault))
            {
                var delay = DelayAfter(failures);
                if (time.GetElapsedTime(startedAt) + delay >= options.OperationTimeout)
                {
                    throw;
                }

                await Task.Delay(delay, time, cancellation);
            }
        }
    }

    public TimeSpan DelayAfter(int failures) => _backoff.After(failures);
}

/// <summary>Counts how often something has failed in a row, and says until when it rests. One thread changes it, any may look when it ends.</summary>
internal sealed class RetryPause
{
    private int _failures;
    private long _endsAt;

    /// <summary>Nothing is tried before this moment. 0: it may be tried at once.</summary>
    public long EndsAt => Volatile.Read(ref _endsAt);

    /// <summary>It worked: the next failure is the first one again.</summary>
    public void Clear()
    {
        _failures = 0;
        End();
    }

    /// <summary>Something has changed that may help; another failure counts on.</summary>
    public void End() => Volatile.Write(ref _endsAt, 0);

    /// <summary>It failed once more.</summary>
    public void Begin(ClusterClient client) => Volatile.Write(ref _endsAt, client.Time.After(client.Retries.DelayAfter(++_failures)));
}
