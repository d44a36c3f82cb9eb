using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Garam.Metadata.Producers;

namespace Garam.Metadata.Partitions;

/// <summary>The log of a partition after some command. Immutable, so a reader that holds it sees that moment.</summary>
public sealed record PartitionLog
{
    public static readonly PartitionLog Empty = new();

    public long LogStartOffset { get; init; }

    /// <summary>The offset of the next record. It never falls.</summary>
    public long HighWatermark { get; init; }

    /// <summary>The end for read_committed consumers: the high watermark, because there are no transactions yet.</summary>
    public long LastStableOffset => HighWatermark;

    /// <summary>The bytes of its extents, including those below the start of the log that are not reclaimed yet.</summary>
    public long SizeBytes { get; init; }

    /// <summary>By producer id.</summary>
    public ImmutableSortedDictionary<long, ProducerState> Producers { get; init; } = ImmutableSortedDictionary<long, ProducerState>.Empty;

    /// <summary>Some extents at the head lie wholly below the start of the log.</summary>
    public bool HasGarbage => Extents.Count > 0 && Extents[0].LastOffset < LogStartOffset;

    internal ExtentList Extents { get; init; }

    /// <summary>Compares by identity: the table compares on every change, and only a new instance is a change.</summary>
    public bool Equals(PartitionLog? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
