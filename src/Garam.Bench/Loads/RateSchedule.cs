namespace Garam.Bench.Loads;

/// <summary>
/// The moment at which each record of a load with a constant rate should be sent. The schedule is fixed at the start and does not move: a
/// record that a stall holds up keeps its moment and is sent as soon as the stall is over. Without a rate everything is due at once. Times
/// are timestamps of one TimeProvider. One thread.
/// </summary>
internal sealed class RateSchedule
{
    private readonly long _startsAt;
    private readonly double _ticksPerByte;
    private long _bytes;

    /// <param name="startsAt">When the first record is due.</param>
    /// <param name="bytesPerSecond">Null for no limit.</param>
    /// <param name="timestampFrequency">Ticks in a second.</param>
    public RateSchedule(long startsAt, double? bytesPerSecond, long timestampFrequency)
    {
        _startsAt = startsAt;
        _ticksPerByte = bytesPerSecond is { } rate ? timestampFrequency / rate : 0;
        IsLimited = bytesPerSecond is not null;
    }

    public bool IsLimited { get; }

    /// <summary>When the next record should be sent: after all records before it have had the time that the rate gives them.</summary>
    public long NextAt => _startsAt + (long)(_bytes * _ticksPerByte);

    public void Advance(long bytes) => _bytes += bytes;
}
