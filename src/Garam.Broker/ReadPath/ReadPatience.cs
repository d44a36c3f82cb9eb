namespace Garam.Broker.ReadPath;

/// <summary>
/// Limits how long one response waits for segments, all of them together: a read that never ends must not hold up what other partitions of
/// the same fetch can have. It begins with the first segment that is not in memory. Owned by the request, which disposes it when it has
/// read.
/// </summary>
internal sealed class ReadPatience(TimeSpan waitMax, TimeProvider time, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private ITimer? _timer;

    /// <summary>Ends every wait, for one or the other reason.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when the response has waited long enough, but not when its client has gone.</summary>
    public bool IsOver => _source.IsCancellationRequested && !cancellation.IsCancellationRequested;

    /// <summary>Something has to be waited for.</summary>
    public void Begin() =>
        _timer ??= time.CreateTimer(static patience => ((ReadPatience)patience!).End(), this, waitMax, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private void End()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The timer fired in the moment in which the request had read everything.
        }
    }
}
