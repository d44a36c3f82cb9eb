using Garam.Metadata.State;

namespace Garam.Controller.Groups;

/// <summary>The leader's replica, as far as groups need it.</summary>
public interface IGroupStateReader
{
    /// <summary>Runs <paramref name="read"/> under the replica's lock: it copies out what it needs and is of bounded size.</summary>
    TResult Read<TResult>(Func<ClusterState, TResult> read);
}
