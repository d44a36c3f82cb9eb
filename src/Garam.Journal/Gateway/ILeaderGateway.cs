using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Journal.Gateway;

/// <summary>
/// The leader as every agent sees it, wherever it runs. Throws GaramException(Unavailable) when no leader answers: the outcome is then
/// unknown, and the caller decides whether repeating is safe.
/// </summary>
public interface ILeaderGateway
{
    /// <summary>Completes when the command is durable and applied by the leader. A refusal is a result, not an exception.</summary>
    ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation);

    /// <summary>
    /// Returns the newest sequence number that is certain to contain everything acknowledged before the call (a linearizable read).
    /// </summary>
    ValueTask<long> ConfirmTailAsync(CancellationToken cancellation);

    /// <summary>Hands a client's request to the coordinator on the leader, by its row of <see cref="CoordinatorApis"/>.</summary>
    ValueTask<IMessage> ForwardAsync(ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation);
}

/// <param name="Sequence">The journal entry that holds the command: a caller that must read its own write waits for this number.</param>
/// <param name="Result">The answer of the state machine.</param>
public readonly record struct SubmitReply(long Sequence, CommandResult Result);

/// <summary>The client that a forwarded request came from.</summary>
/// <param name="ClientId">The client's own statement; empty when it makes none.</param>
/// <param name="ClientHost">Its address in the form that DescribeGroups shows: "/10.0.0.7".</param>
public readonly record struct ForwardedCaller(string ClientId, string ClientHost);
