namespace Garam.Cli.Bench.Runs;

/// <summary>The first thing that went wrong, and the end of everything else because of it. Any thread. Owns the source of the token.</summary>
internal sealed class RunFaults(CancellationToken asked) : IDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(asked);
    private Exception? _first;

    /// <summary>Ctrl-C, or a fault.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public Exception? First => Volatile.Read(ref _first);

    public void Add(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _first, fault, null) is null)
        {
            _stopping.Cancel();
        }
    }

    /// <summary>Runs one of several loops; ends when the loop does, however it does.</summary>
    public async Task GuardAsync(Func<Task> loop)
    {
        try
        {
            await loop();
        }
        catch (OperationCanceledException)
        {
            // Asked for, by whoever stops the loops.
        }
        catch (Exception fault)
        {
            Add(fault);
        }
    }

    public void Dispose() => _stopping.Dispose();
}
