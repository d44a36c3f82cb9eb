using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Groups;

/// <summary>
/// Tells the coordinator that a member is alive, until its generation ends. A member whose caller no longer polls leaves the group, so that
/// the other members do not wait for it. Owned by the member; its task ends with it.
/// </summary>
internal sealed class HeartbeatLoop : IAsyncDisposable
{
    private readonly GroupProtocol _protocol;
    private readonly GroupMembership _membership;
    private readonly GroupOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private long _polledAt;
    private int _outcome;

    public HeartbeatLoop(GroupProtocol protocol, GroupMembership membership, GroupOptions options, TimeProvider time)
    {
        (_protocol, _membership, _options, _time) = (protocol, membership, options, time);
        Polled();
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>None while the generation lasts, then why it ended.</summary>
    public ErrorCode Outcome => (ErrorCode)Volatile.Read(ref _outcome);

    /// <summary>Ends the generation. The first reason counts, unless a later one says that this is no longer a member.</summary>
    public void End(ErrorCode outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, (int)outcome, 0) == (int)ErrorCode.RebalanceInProgress)
        {
            Volatile.Write(ref _outcome, (int)outcome);
        }
    }

    public void Polled() => Volatile.Write(ref _polledAt, _time.GetTimestamp());

    public async ValueTask DisposeAsync()
    {
        _stopping.CancelInline();
        await _running;
        _stopping.Dispose();
    }

    /// <summary>Continues while a rebalance waits for this member's caller: the session must outlast that.</summary>
    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (Outcome is ErrorCode.None or ErrorCode.RebalanceInProgress)
            {
                await Task.Delay(_options.HeartbeatInterval, _time, stopping);
                if (_time.GetElapsedTime(Volatile.Read(ref _polledAt)) > _options.RebalanceTimeout)
                {
                    await LeaveAsync(stopping);
                }
                else
                {
                    await BeatAsync(stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (KafkaException)
        {
            // The coordinator cannot be told that this member leaves, and will find out by itself. The next join says why.
            End(ErrorCode.UnknownMemberId);
        }
    }

    /// <summary>A static member only stops its heartbeats: it may come back before its session ends.</summary>
    private async ValueTask LeaveAsync(CancellationToken stopping)
    {
        if (_options.InstanceId is null)
        {
            await _protocol.LeaveAsync(_membership, stopping);
        }

        End(ErrorCode.UnknownMemberId);
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
            // The next heartbeat looks for the coordinator again. The session outlives some lost ones.
        }
    }
}
