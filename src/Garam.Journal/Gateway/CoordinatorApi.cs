using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Journal.Gateway;

/// <summary>A row of <see cref="CoordinatorApis"/>: a request that agents forward to the coordinator on the leader.</summary>
public abstract class CoordinatorApi(ApiKey key)
{
    public ApiKey Key { get; } = key;

    /// <summary>Returns an empty request to decode into.</summary>
    public abstract IRequest NewRequest();

    /// <summary>Returns an empty response to decode into.</summary>
    public abstract IResponse NewResponse();

    /// <summary>Runs on the leader.</summary>
    public abstract ValueTask<IMessage> CallAsync(ICoordinator coordinator, IMessage request, CoordinatorCall call);

    /// <summary>
    /// Returns the agent's own answer when it can reach no leader. It keeps the client from giving up its membership, and lets it try again
    /// at the same agent, because every agent is as good as another. An agent that is about to stop sends the client to another one
    /// instead.
    /// </summary>
    public abstract IMessage WithoutLeader(IMessage request, LeaderAbsence absence);
}

/// <summary>The circumstances of a request, beside its body.</summary>
public readonly record struct CoordinatorCall(short Version, ForwardedCaller Caller, CancellationToken Cancellation);

/// <summary>The circumstances in which an agent answers for a leader that it cannot reach.</summary>
/// <param name="Version">The request's version.</param>
/// <param name="Duration">The time since the first request of the same API that found no leader.</param>
/// <param name="Replica">The agent's state, which may lag.</param>
public readonly record struct LeaderAbsence(short Version, TimeSpan Duration, Replica Replica)
{
    /// <summary>
    /// Stands in for the session of members that this process has not heard of: the shortest that Kafka takes by default.
    /// </summary>
    private static readonly TimeSpan SessionMin = TimeSpan.FromSeconds(6);

    /// <summary>The agent is about to stop, so the client has to look its coordinator up again.</summary>
    public bool IsDraining { get; init; }

    /// <summary>The error of most answers.</summary>
    public ErrorCode Error => IsDraining ? ErrorCode.NotCoordinator : ErrorCode.CoordinatorLoadInProgress;

    /// <summary>
    /// True when a member has had no leader for its whole session: another agent may know of a leader that gave its partitions away.
    /// </summary>
    public bool OutlastsSession(string groupId, string memberId)
    {
        var session = Replica.Read(
            (groupId, memberId),
            static (state, asked) => state.Groups.TryGet(asked.groupId, out var group)
                && group.Members.TryGetValue(asked.memberId, out var member)
                    ? member.SessionTimeout
                    : (TimeSpan?)null);
        return Duration >= (session ?? SessionMin);
    }
}

/// <inheritdoc/>
internal sealed class CoordinatorApi<TRequest, TResponse>(
    Func<ICoordinator, TRequest, CoordinatorCall, ValueTask<TResponse>> call, Func<TRequest, LeaderAbsence, TResponse> withoutLeader)
    : CoordinatorApi(TRequest.ApiKey)
    where TRequest : class, IRequest, new()
    where TResponse : class, IResponse, new()
{
    public override IRequest NewRequest() => new TRequest();

    public override IResponse NewResponse() => new TResponse();

    public override async ValueTask<IMessage> CallAsync(ICoordinator coordinator, IMessage request, CoordinatorCall circumstances) =>
        await call(coordinator, (TRequest)request, circumstances);

    public override IMessage WithoutLeader(IMessage request, LeaderAbsence absence) => withoutLeader((TRequest)request, absence);
}
