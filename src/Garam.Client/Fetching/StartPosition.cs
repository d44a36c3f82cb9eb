namespace Garam.Client.Fetching;

/// <summary>The position at which to begin to read a partition. All but an offset are looked up before the next fetch.</summary>
public readonly record struct StartPosition
{
    /// <summary>The position that <see cref="ConsumerOptions.Reset"/> chooses.</summary>
    public static readonly StartPosition ByPolicy;

    /// <summary>The first record that the log still has.</summary>
    public static readonly StartPosition Start = new(StartKind.Start, 0);

    /// <summary>The end: only records written from now on.</summary>
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

    /// <summary>The first record whose timestamp is at or after <paramref name="time"/>, or the end if there is none.</summary>
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
