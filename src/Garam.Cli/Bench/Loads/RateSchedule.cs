namespace Garam.Cli.Bench.Loads;

/// <summary>
/// When each record of a load of a constant rate should be sent. It is fixed at the start and does not move: what a stall holds up
/// keeps the moment that it should have had, and is sent as soon as the stall is over. Without a rate everything is due at once.
/// Times are timestamps of one TimeProvider. One thread.
/// </summary>
internal sealed class RateSchedule
{
    private readonly long _startsAt;
    private readonly double _ticksPerByte;
    private long _bytes;

    /// <param name="startsAt">The first record is due then.</param>
    /// <param name="bytesPerSecond">Null where there is no limit.</param>
    /// <param name="timestampFrequency">Of the TimeProvider.</param>
    public RateSchedule(long startsAt, double? bytesPerSecond, long timestampFrequency)
    {
        _startsAt = startsAt;
        _ticksPerByte = bytesPerSecond is { } rate ? timestampFrequency / rate : 0;
        IsLimited = bytesPerSecond is not null;
    }

    public bool IsLimited { get; }

    /// <summary>When the next record should be sent: when all before it have had the time that the rate gives them.</summary>
    public long NextAt => _startsAt + (long)(_bytes * _ticksPerByte);

    public void Advance(long bytes) => _bytes += bytes;
}
