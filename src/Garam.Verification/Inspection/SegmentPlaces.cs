using System.Collections.Immutable;
using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Verification.Findings;
using Garam.Verification.Journals;
using Garam.Verification.Reading;

namespace Garam.Verification.Inspection;

/// <summary>A store's metadata about one segment.</summary>
public sealed class SegmentPlaces
{
    private readonly ImmutableSortedDictionary<Uuid, TopicState> _topics;
    private readonly ILookup<TopicPartition, Extent> _extents;

    private SegmentPlaces(ImmutableSortedDictionary<Uuid, TopicState> topics, ILookup<TopicPartition, Extent> extents) =>
        (_topics, _extents) = (topics, extents);

    /// <summary>Null when the metadata cannot be read: the segment speaks for itself then.</summary>
    public static async ValueTask<SegmentPlaces?> ReadAsync(
        IObjectStore store, SegmentId segment, TimeProvider time, CancellationToken cancellation)
    {
        await using var reading = new ReadOnlyStore(store);
        var report = new VerificationReport { Findings = new FindingLog(null) };
        try
        {
            return await new MetadataReader(reading, report, time).RunAsync(cancellation) is { } restored
                ? restored.Replica.Read(segment, Find)
                : null;
        }
        catch (GaramException)
        {
            return null;
        }
    }

    /// <summary>Null for a topic that no longer exists.</summary>
    internal string? NameOf(Uuid topicId) => _topics.TryGetValue(topicId, out var topic) ? topic.Name : null;

    internal Offsets OffsetsOf(TopicPartition partition) => new([.. _extents[partition]]);

    private static SegmentPlaces Find(ClusterState state, SegmentId segment)
    {
        var cut = state.CutExtents();
        var extents = cut.Partitions.SelectMany(partition => cut.ExtentsOf(partition.Value)
            .Where(placed => placed.Extent.Segment == segment)
            .Select(placed => (partition.Key, placed.Extent)));
        return new SegmentPlaces(state.Topics.CaptureTopics(), extents.ToLookup(found => found.Key, found => found.Extent));
    }

    /// <summary>Gives the batches of a run their offsets, one after the other.</summary>
    internal sealed class Offsets(IReadOnlyList<Extent> extents)
    {
        private long _next;
        private int _end;

        public long? Next(int position, int records)
        {
            foreach (var extent in extents)
            {
                if (extent.Position == position)
                {
                    (_next, _end) = (extent.BaseOffset, extent.Position + extent.Length);
                }
            }

            if (position >= _end)
            {
                return null;
            }

            var offset = _next;
            _next += records;
            return offset;
        }
    }
}
