using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Broker.Leader;

/// <summary>
/// All that an agent knows of the leader, wherever it runs. Throws GaramException(Unavailable) when no leader answers:
/// the outcome is then unknown and the caller decides whether repeating is safe.
/// </summary>
public interface ILeaderGateway
{
    /// <summary>Completes when the command is durable and applied by the leader. A refusal is a result, not an exception.</summary>
    ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation);

    /// <summary>The newest sequence number that is certain to contain everything acknowledged so far (a linearizable read).</summary>
    ValueTask<long> ConfirmTailAsync(CancellationToken cancellation);

    /// <summary>Hands a client's request to the coordinator on the leader (groups, later transactions).</summary>
    ValueTask<IMessage> ForwardAsync(ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation);
}

/// <param name="Sequence">The journal entry that holds the command: who must read its own write waits for this number.</param>
/// <param name="Result">What Apply answered.</param>
public readonly record struct SubmitReply(long Sequence, CommandResult Result);
