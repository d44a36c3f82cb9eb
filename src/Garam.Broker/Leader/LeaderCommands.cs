using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.Broker.Leader;

/// <summary>
/// Submits commands of clients. The answer waits until this process's replica holds the command, so that a client that creates a topic here
/// sees it here. Every outcome is a result: NOT_CONTROLLER without a leader, REQUEST_TIMED_OUT when the time is over. In both cases the
/// command may still be done, as in Kafka.
/// </summary>
public sealed class LeaderCommands(ILeaderGateway leader, Replica replica, TimeProvider time)
{
    /// <summary>Kafka's request.timeout.ms, for requests that bring no time-out of their own.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public ValueTask<CommandResult> SubmitAsync(Command command, CancellationToken cancellation) =>
        SubmitAsync(command, Timeout, cancellation);

    public async ValueTask<CommandResult> SubmitAsync(Command command, TimeSpan timeout, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var reply = await leader.SubmitAsync(command, either.Token);
            await replica.WaitForAsync(reply.Sequence, either.Token);
            return reply.Result;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return StatusResult.Refused(ErrorCode.RequestTimedOut);
        }
        catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Fenced)
        {
            return StatusResult.Refused(ErrorCode.NotController);
        }
        catch (GaramException fault) when (fault.Kind == ErrorKind.Invalid)
        {
            // Too large for a journal entry. Handlers let through only commands that fit, so this request is not one that they foresee.
            return StatusResult.Refused(ErrorCode.InvalidRequest, fault.Message);
        }
    }
}

/// <summary>Prepares reads that must contain everything acknowledged before them: the local replica catches up with the leader.</summary>
public sealed class LeaderReads(ILeaderGateway leader, Replica replica)
{
    /// <summary>Returns false when no leader can be asked: the answer is then a retriable error, never a guess.</summary>
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
