namespace Garam.Cli.Terminal;

/// <summary>
/// Ends work whose output nobody reads any more. A write would tell, and a command that waits for records may not write for hours. Looks a few
/// times a second, which costs one system call each. Owns its loop.
/// </summary>
internal sealed class ReaderWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _ending;
    private readonly Func<bool> _isGone;
    private readonly Task _looking;
    private volatile bool _hasGone;

    /// <param name="isGone">Asked from a thread of its own.</param>
    /// <param name="cancellation">Ends the work as well.</param>
    public ReaderWatch(Func<bool> isGone, CancellationToken cancellation)
    {
        (_isGone, _ending) = (isGone, CancellationTokenSource.CreateLinkedTokenSource(cancellation));
        _looking = LookAsync(_ending.Token);
    }

    /// <summary>Cancelled when nobody reads any more, and with the token that was given.</summary>
    public CancellationToken Ending => _ending.Token;

    public bool HasGone => _hasGone;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (_isGone())
            {
                _hasGone = true;
                await _ending.CancelAsync();
            }
        }
    }
}
