using Garam.Cli.Records.Formats;

namespace Garam.Cli.Records.Consuming;

/// <summary>How far one partition is.</summary>
internal sealed class PartitionProgress(RecordOrigin origin, long stop)
{
    public RecordOrigin Origin => origin;

    /// <summary>The first offset that is not wanted.</summary>
    public long Stop { get; set; } = stop;

    /// <summary>Everything before it is written, or was not wanted; -1 as long as nothing came.</summary>
    public long Next { get; set; } = -1;
}
