using System.Collections.Immutable;
using Garam.Journal.Replication;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>Reads the leader's replica for groups.</summary>
public interface IGroupStateReader
{
    /// <summary>Runs <paramref name="read"/> under the replica's lock: it copies out what it needs and is of bounded size.</summary>
    TResult Read<TResult>(Func<ClusterState, TResult> read);
}

/// <summary>Reads the process's own replica.</summary>
public sealed class ReplicaGroupReader(Replica replica) : IGroupStateReader
{
    public TResult Read<TResult>(Func<ClusterState, TResult> read) => replica.Read(read, static (state, read) => read(state));
}

/// <summary>
/// Finds the topics that requests name: ids in tables that were captured, names a few at a time, so that a request that names a million
/// topics does not hold the replica's lock for long.
/// </summary>
internal static class TopicLookups
{
    private const int NamesPerRead = 256;

    public static ImmutableSortedDictionary<Uuid, TopicState> CaptureTopics(this IGroupStateReader state) =>
        state.Read(static cluster => cluster.Topics.CaptureTopics());

    /// <summary>Returns the topics of these names, in their order; null for names of no topic.</summary>
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
