using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// Work that the sender needs and cannot wait for. It begins, is retried after a pause if it fails, and wakes the sender when it ends. One
/// at a time; only the sender begins it.
/// </summary>
internal sealed class Attempt(ClusterClient client, Wakeup wakeup)
{
    private readonly RetryPause _pause = new();
    private volatile bool _isRunning;

    /// <summary>It ends even if the attempt fails: <see cref="Refusal"/> says why.</summary>
    public bool IsRunning => _isRunning;

    /// <summary>A refusal that no retry changes.</summary>
    public Exception? Refusal { get; private set; }

    /// <summary>The last fault, for people.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Begins unless the work is under way or pauses. Returns when to ask again.</summary>
    public long Begin(Func<ValueTask> work)
    {
        if (_isRunning || Refusal is not null)
        {
            return Moments.Never;
        }

        if (client.Time.GetTimestamp() < _pause.EndsAt)
        {
            return _pause.EndsAt;
        }

        _isRunning = true;
        _ = RunAsync(work);
        return Moments.Never;
    }

    private async Task RunAsync(Func<ValueTask> work)
    {
        try
        {
            await work();
            _pause.Clear();
        }
        catch (KafkaException refusal) when (!refusal.IsRetriable)
        {
            Refusal = refusal;
        }
        catch (Exception fault) when (fault is KafkaException or ObjectDisposedException or OperationCanceledException)
        {
            LastFault = fault.Message;
            _pause.Begin(client);
        }
        finally
        {
            // Before the wake-up: a sender that finds the attempt under way waits for another wake-up, which does not come. A task would
            // complete only after this method.
            _isRunning = false;
            wakeup.Set();
        }
    }
}
