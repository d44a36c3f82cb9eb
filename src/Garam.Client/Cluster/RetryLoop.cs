using Garam.Client.Errors;

namespace Garam.Client.Cluster;

/// <summary>
/// Tries again what may succeed later: a broken connection, and what the error table calls retriable. Ends with the last fault when
/// the time for the whole operation would be over before the next attempt. Any thread; the lock is held for one random number.
/// </summary>
internal sealed class RetryLoop(ClusterClientOptions options, TimeProvider time, Random random)
{
    private readonly Lock _lock = new();

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

    /// <summary>Doubles with every failure and is spread by a fifth, so that many clients do not come back at the same moment.</summary>
    public TimeSpan DelayAfter(int failures)
    {
        var delay = options.RetryDelayFirst * Math.Pow(2, Math.Min(failures - 1, 20));
        lock (_lock)
        {
            return (delay < options.RetryDelayMax ? delay : options.RetryDelayMax) * (0.8 + (0.4 * random.NextDouble()));
        }
    }
}
