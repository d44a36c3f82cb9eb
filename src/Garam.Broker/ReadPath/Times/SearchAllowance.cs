using Garam.Broker.ReadPath.Planning;

namespace Garam.Broker.ReadPath.Times;

/// <summary>
/// Limits how much one client may have opened for its searches by time: a small batch can decompress to many megabytes, and a request names
/// as many as it likes. A client that has used up its part waits, and no other client does. Any thread.
/// </summary>
internal sealed class SearchAllowance(FetchOptions options, TimeProvider time)
{
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private double _left = options.SearchBytesBurst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>It has all that it can have, so nothing is lost when it is forgotten.</summary>
    public bool IsFull => Fill() >= options.SearchBytesBurst;

    public bool IsUsedUp => Fill() <= 0;

    /// <summary>Completes when the client may open something more.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        while (Fill() is var left && left <= 0)
        {
            // Whole milliseconds, because a shorter delay is none.
            var rest = TimeSpan.FromMilliseconds(Math.Ceiling(-left * 1_000 / options.SearchBytesPerSecond));
            await Task.Delay(rest < DelayMin ? DelayMin : rest, time, cancellation);
        }
    }

    /// <summary>So much was opened: the sizes are known only afterwards, so a client may owe one batch.</summary>
    public void Charge(long bytes)
    {
        lock (_lock)
        {
            _left -= bytes;
        }
    }

    private double Fill()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(
                options.SearchBytesBurst, _left + (time.GetElapsedTime(_filledAt, now).TotalSeconds * options.SearchBytesPerSecond));
            _filledAt = now;
            return _left;
        }
    }
}
