namespace Garam.Client.Fetching;

/// <summary>Where to begin to read a partition. All but an offset are looked up when the partition is next fetched.</summary>
public readonly record struct StartPosition
{
    /// <summary>Where <see cref="ConsumerOptions.Reset"/> says.</summary>
    public static readonly StartPosition ByPolicy;

    /// <summary>The first record that the log still has.</summary>
    public static readonly StartPosition Start = new(StartKind.Start, 0);

    /// <summary>Only what is written from now on.</summary>
    public static readonly StartPosition End = new(StartKind.BeforeEnd, 0);

    private StartPosition(StartKind kind, long value) => (Kind, Value) = (kind, value);

    internal StartKind Kind { get; }

    /// <summary>The offset, the count or the time.</summary>
    internal long Value { get; }

    public static StartPosition Offset(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new(StartKind.Offset, offset);
    }

    /// <summary>The last <paramref name="count"/> offsets, or all that the log has.</summary>
    public static StartPosition BeforeEnd(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new(StartKind.BeforeEnd, count);
    }

    /// <summary>The first record whose timestamp is not before it, or the end where there is none.</summary>
    public static StartPosition AtTime(DateTimeOffset time) => new(StartKind.Time, time.ToUnixTimeMilliseconds());
}

internal enum StartKind
{
    Policy,
    Offset,
    Start,
    BeforeEnd,
    Time,
}
