using Garam.Client.Errors;
using Garam.Waiting;

namespace Garam.Client.Cluster;

/// <summary>
/// Repeats a call that may succeed later: after a broken connection, and after every error that the error table calls retriable. It ends
/// with the last fault when the next attempt would begin after the operation's time is over. Any thread.
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

/// <summary>
/// Counts consecutive failures, and holds back the next attempt. One thread changes it; any thread may read when it ends.
/// </summary>
internal sealed class RetryPause
{
    private int _failures;
    private long _endsAt;

    /// <summary>No attempt before this moment; 0 if one may be made at once.</summary>
    public long EndsAt => Volatile.Read(ref _endsAt);

    /// <summary>The attempt succeeded: the next failure counts as the first.</summary>
    public void Clear()
    {
        _failures = 0;
        End();
    }

    /// <summary>Ends the pause because a change may help; failures go on counting.</summary>
    public void End() => Volatile.Write(ref _endsAt, 0);

    /// <summary>Begins a pause after one more failure.</summary>
    public void Begin(ClusterClient client) => Volatile.Write(ref _endsAt, client.Time.After(client.Retries.DelayAfter(++_failures)));
}
