using Garam.Controller.Leadership;
using Garam.Metadata.Groups;
using Garam.Waiting;

namespace Garam.Controller.Groups.Api;

/// <summary>
/// Commits on their way into the journal, which take memory until they are there, whether their clients still wait or not: while
/// appends stand still, clients give up, come back and send the same again. Any thread.
/// </summary>
internal sealed class CommitsInFlight(ILeader leader)
{
    /// <summary>Far more than the journal takes in a second, and little beside the other budgets of a process with 512 MiB.</summary>
    private const long BytesMax = 16 << 20;

    private long _bytes;

    /// <summary>False when the client has to come again.</summary>
    public bool TryBegin(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= BytesMax)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Ends what was begun, when the command is durable or known not to be. Cancelling ends the wait alone.</summary>
    public async Task<LeaderReply> SubmitAsync(CommitOffsets command, long bytes, CancellationToken cancellation)
    {
        var wait = new TaskCompletionSource<LeaderReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = RunAsync(command, bytes, wait);
        return await wait.OrCancelledAsync(cancellation);
    }

    /// <summary>Nobody awaits it: what comes of it goes to whoever waits.</summary>
    private async Task RunAsync(CommitOffsets command, long bytes, TaskCompletionSource<LeaderReply> wait)
    {
        try
        {
            wait.TrySetResult(await leader.SubmitAsync(command, CancellationToken.None));
        }
        catch (Exception fault)
        {
            wait.TrySetException(fault);
        }
        finally
        {
            Interlocked.Add(ref _bytes, -bytes);
        }
    }
}
