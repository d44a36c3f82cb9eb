using Garam.Journal.Replication;
using Garam.Metadata.State;

namespace Garam.Controller.Groups;

/// <summary>The groups as the process's own replica has them.</summary>
public sealed class ReplicaGroupReader(Replica replica) : IGroupStateReader
{
    public TResult Read<TResult>(Func<ClusterState, TResult> read) => replica.Read(read, static (state, read) => read(state));
}
