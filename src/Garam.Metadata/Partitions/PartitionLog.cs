using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Garam.Metadata.Producers;

namespace Garam.Metadata.Partitions;

/// <summary>A partition after some command. Never changed once made: what was read of it stays true for that moment.</summary>
public sealed record PartitionLog
{
    public static readonly PartitionLog Empty = new();

    public long LogStartOffset { get; init; }

    /// <summary>The offset of the next record. It only grows.</summary>
    public long HighWatermark { get; init; }

    /// <summary>Where read_committed ends: the high watermark, as there are no transactions yet.</summary>
    public long LastStableOffset => HighWatermark;

    /// <summary>Of its extents. What lies below the log's start and is not reclaimed yet still counts.</summary>
    public long SizeBytes { get; init; }

    /// <summary>By producer id.</summary>
    public ImmutableSortedDictionary<long, ProducerState> Producers { get; init; } = ImmutableSortedDictionary<long, ProducerState>.Empty;

    public int ExtentCount => Extents.Count;

    /// <summary>Some extents at the head lie wholly below the log's start.</summary>
    public bool HasGarbage => Extents.Count > 0 && Extents[0].LastOffset < LogStartOffset;

    internal ExtentList Extents { get; init; }

    /// <summary>By identity: the table that holds it compares on every change, and only a new one is a change.</summary>
    public bool Equals(PartitionLog? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
