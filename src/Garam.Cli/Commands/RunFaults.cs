namespace Garam.Cli.Commands;

/// <summary>
/// Keeps the first fault of a run and cancels the rest of the run because of it. Any thread. Owns the source of the token.
/// </summary>
public sealed class RunFaults(CancellationToken asked) : IDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(asked);
    private Exception? _first;

    /// <summary>Cancelled by Ctrl-C or by a fault.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public Exception? First => Volatile.Read(ref _first);

    public void Add(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _first, fault, null) is null)
        {
            _stopping.Cancel();
        }
    }

    /// <summary>Runs one of several loops. Ends when the loop ends, and keeps its fault.</summary>
    public async Task GuardAsync(Func<Task> loop)
    {
        try
        {
            await loop();
        }
        catch (OperationCanceledException)
        {
            // The run is being stopped.
        }
        catch (Exception fault)
        {
            Add(fault);
        }
    }

    public void Dispose() => _stopping.Dispose();
}
