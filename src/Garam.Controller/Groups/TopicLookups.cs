using System.Collections.Immutable;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// How requests name topics. What they ask is looked up in tables that were taken along, and names a few at a time, so that a request
/// that names a million topics holds up nobody who waits for the replica's lock.
/// </summary>
internal static class TopicLookups
{
    private const int NamesPerRead = 256;

    public static ImmutableSortedDictionary<Uuid, TopicState> CaptureTopics(this IGroupStateReader state) => state.Read(static cluster => cluster.Topics.CaptureTopics());

    /// <summary>The topics of these names, in their order; null for those that do not exist.</summary>
    public static TopicState?[] FindTopics(this IGroupStateReader state, IReadOnlyList<string> names)
    {
        var found = new TopicState?[names.Count];
        for (var from = 0; from < found.Length; from += NamesPerRead)
        {
            var (first, end) = (from, Math.Min(found.Length, from + NamesPerRead));
            state.Read(cluster =>
            {
                for (var i = first; i < end; i++)
                {
                    found[i] = cluster.Topics.TryGet(names[i], out var topic) ? topic : null;
                }

                return true;
            });
        }

        return found;
    }

    public static bool Has(this TopicState topic, int partition) => partition >= 0 && partition < topic.Partitions;
}
