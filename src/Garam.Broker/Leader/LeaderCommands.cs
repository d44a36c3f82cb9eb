using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.Broker.Leader;

/// <summary>
/// Commands of clients: the answer waits until this process's replica holds them, so that who created a topic here sees it here.
/// Whatever happens is a result: NOT_CONTROLLER without a leader, REQUEST_TIMED_OUT when its time is over. In both cases the command may
/// still be done, as in Kafka.
/// </summary>
public sealed class LeaderCommands(ILeaderGateway leader, Replica replica, TimeProvider time)
{
    /// <summary>Kafka's request.timeout.ms: for requests that bring no time-out of their own.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public ValueTask<CommandResult> SubmitAsync(Command command, CancellationToken cancellation) => SubmitAsync(command, Timeout, cancellation);

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
            // Too large for a journal entry. What handlers let through fits, so this is a request that nobody thought of.
            return StatusResult.Refused(ErrorCode.InvalidRequest, fault.Message);
        }
    }
}
