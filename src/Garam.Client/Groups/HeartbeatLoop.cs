using Garam.Client.Retries;
using Garam.Protocol;

namespace Garam.Client.Groups;

/// <summary>
/// Tells the coordinator that a member lives, in one generation, until that generation is over. Owned by the group consumer; its task
/// ends with it.
/// </summary>
internal sealed class HeartbeatLoop : IAsyncDisposable
{
    private readonly GroupProtocol _protocol;
    private readonly GroupMembership _membership;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private int _outcome;

    public HeartbeatLoop(GroupProtocol protocol, GroupMembership membership, TimeSpan interval, TimeProvider time)
    {
        (_protocol, _membership, _interval, _time) = (protocol, membership, interval, time);
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>None while the generation lasts, then why it is over.</summary>
    public ErrorCode Outcome => (ErrorCode)Volatile.Read(ref _outcome);

    /// <summary>Somebody else has learnt that the generation is over.</summary>
    public void End(ErrorCode outcome) => Volatile.Write(ref _outcome, (int)outcome);

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _running;
        _stopping.Dispose();
    }

    /// <summary>Not CancelAsync, which runs callbacks on the thread pool.</summary>
    private void Stop() => _stopping.Cancel();

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (Outcome == ErrorCode.None)
            {
                await Task.Delay(_interval, _time, stopping);
                await BeatAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async ValueTask BeatAsync(CancellationToken stopping)
    {
        try
        {
            var code = await _protocol.HeartbeatAsync(_membership, stopping);
            if (code is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
            {
                _protocol.ForgetCoordinator();
            }
            else if (!code.IsRetriable && code != ErrorCode.None)
            {
                End(code);
            }
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            // The next beat looks for the coordinator again; the session outlives some lost ones.
        }
    }
}
