namespace Garam.Cli.Records.Positions;

/// <summary>What the number of a <see cref="Position"/> counts.</summary>
public enum PositionKind
{
    /// <summary>The first record that is still there.</summary>
    Start,

    /// <summary>Behind the last record.</summary>
    End,

    /// <summary>This offset.</summary>
    Offset,

    /// <summary>So many records before the end.</summary>
    BeforeEnd,

    /// <summary>So many records after (or, negative, before) a committed offset.</summary>
    Shift,

    /// <summary>The first record at or after this time, in milliseconds since 1970.</summary>
    Time,
}
