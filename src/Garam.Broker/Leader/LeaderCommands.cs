using Garam.Journal.Replication;
using Garam.Metadata.Commands;

namespace Garam.Broker.Leader;

/// <summary>Commands of clients: the answer waits until this process's replica holds them, so that who created a topic here sees it here.</summary>
public sealed class LeaderCommands(ILeaderGateway leader, Replica replica)
{
    public async ValueTask<CommandResult> SubmitAsync(Command command, CancellationToken cancellation)
    {
        var reply = await leader.SubmitAsync(command, cancellation);
        await replica.WaitForAsync(reply.Sequence, cancellation);
        return reply.Result;
    }
}
