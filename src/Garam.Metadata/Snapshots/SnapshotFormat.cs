namespace Garam.Metadata.Snapshots;

/// <summary>The layout of snapshots as a whole; rows have versions of their own.</summary>
internal static class SnapshotFormat
{
    public const short Version = 1;
}
