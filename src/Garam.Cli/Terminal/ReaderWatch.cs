namespace Garam.Cli.Terminal;

/// <summary>
/// Ends work whose output nobody reads any more. A write would find out, but a command that waits for records may not write for hours. It
/// looks a few times a second, at one system call each. Owns its loop.
/// </summary>
internal sealed class ReaderWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _ending;
    private readonly Func<bool> _isGone;
    private readonly Task _looking;
    private volatile bool _hasGone;

    /// <param name="isGone">Says whether the reader has gone. Any thread calls it.</param>
    /// <param name="cancellation">Also ends the work.</param>
    public ReaderWatch(Func<bool> isGone, CancellationToken cancellation)
    {
        (_isGone, _ending) = (isGone, CancellationTokenSource.CreateLinkedTokenSource(cancellation));
        _looking = LookAsync(_ending.Token);
    }

    /// <summary>Cancelled when the reader has gone, and with the token that was given.</summary>
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
