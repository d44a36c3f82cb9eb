namespace Garam.Broker.Segments;

/// <summary>Why bytes are not a sound segment.</summary>
public enum SegmentFault
{
    None,

    /// <summary>Shorter than its header, its footer or the length it states.</summary>
    Torn,

    /// <summary>Does not begin or end with the magic number.</summary>
    ForeignMagic,

    /// <summary>Written by a program newer than this one.</summary>
    UnknownVersion,

    /// <summary>The footer's checksum or its run table is wrong.</summary>
    BadFooter,

    /// <summary>The checksum of a run is wrong.</summary>
    BadRun,

    /// <summary>A batch does not fit its run, or its own checksum is wrong.</summary>
    BadBatch,
}
