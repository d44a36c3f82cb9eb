using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Storage;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.Jobs;

/// <summary>Deletes segments for the leader, on the agent's store. Stateless; one call at a time.</summary>
public sealed partial class SegmentJobs(IObjectStore store, Replica replica, ILogger<SegmentJobs> logger) : ISegmentJobs
{
    /// <summary>The most that S3 lists or deletes at once.</summary>
    private const int Page = 1_000;

    public async ValueTask DeleteAsync(IReadOnlyList<SegmentId> segments, CancellationToken cancellation)
    {
        foreach (var batch in segments.Chunk(Page))
        {
            await store.DeleteAsync(Array.ConvertAll(batch, segment => segment.Key), cancellation);
        }

        Log.SegmentsDeleted(logger, segments.Count);
    }

    public async ValueTask<IReadOnlyList<SegmentId>> FindUnknownAsync(
        SegmentId? after, long birthEnd, int limit, CancellationToken cancellation)
    {
        var unknown = new List<SegmentId>();
        var place = after is { } last ? ListPlace.Past(last) : ListPlace.Beginning;
        while (true)
        {
            var listed = await store.ListAsync(place.Prefix, place.StartAfter, Page, cancellation);
            unknown.AddRange(Unknown(Parse(listed).FindAll(segment => segment.Birth < birthEnd)).Take(limit - unknown.Count));
            if (unknown.Count == limit || place.Next(listed, isLast: listed.Count < Page, birthEnd) is not { } next)
            {
                return unknown;
            }

            place = next;
        }
    }

    /// <summary>An object without a segment's name belongs to something else and is not deleted.</summary>
    private List<SegmentId> Parse(IReadOnlyList<ObjectStat> listed)
    {
        var segments = new List<SegmentId>(listed.Count);
        foreach (var stored in listed)
        {
            if (SegmentId.TryParseKey(stored.Key, out var segment))
            {
                segments.Add(segment);
            }
            else
            {
                Log.ForeignObject(logger, stored.Key);
            }
        }

        return segments;
    }

    private List<SegmentId> Unknown(List<SegmentId> segments) =>
        replica.Read(segments, static (state, listed) => listed.FindAll(segment => !state.Segments.IsKnown(segment)));

    private static partial class Log
    {
        [LoggerMessage(5401, LogLevel.Debug, "Deleted {Count} segments.")]
        public static partial void SegmentsDeleted(ILogger logger, int count);

        [LoggerMessage(5402, LogLevel.Warning, "{Key} is not the name of a segment. Leaving it alone.")]
        public static partial void ForeignObject(ILogger logger, string key);
    }
}
