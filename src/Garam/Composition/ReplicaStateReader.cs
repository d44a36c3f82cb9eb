using Garam.Controller.Groups;
using Garam.Journal.Replication;
using Garam.Metadata;

namespace Garam.Composition;

/// <summary>The group coordinator's view of the replica.</summary>
internal sealed class ReplicaStateReader(Replica replica) : IGroupStateReader
{
    public TResult Read<TResult>(Func<ClusterState, TResult> read) => replica.Read(read, static (state, read) => read(state));
}
