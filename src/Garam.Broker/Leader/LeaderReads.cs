using Garam.Journal.Replication;
using Garam.Storage.Errors;

namespace Garam.Broker.Leader;

/// <summary>Reads that have to contain everything acknowledged before them: the local replica, after it has come as far as the leader says.</summary>
public sealed class LeaderReads(ILeaderGateway leader, Replica replica)
{
    /// <summary>False when no leader can be asked: then the answer is a retriable error, never a guess.</summary>
    public async ValueTask<bool> TryCatchUpAsync(CancellationToken cancellation)
    {
        try
        {
            await replica.WaitForAsync(await leader.ConfirmTailAsync(cancellation), cancellation);
            return true;
        }
        catch (GaramException exception) when (exception.Kind is ErrorKind.Unavailable or ErrorKind.Throttled)
        {
            return false;
        }
    }
}
