using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Groups;

/// <summary>
/// Tells the coordinator that a member lives, in one generation, until that generation is over; a member whose caller has stopped to
/// poll leaves the group, so that the others do not wait for it. Owned by the group member; its task ends with it.
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

    /// <summary>None while the generation lasts, then why it is over.</summary>
    public ErrorCode Outcome => (ErrorCode)Volatile.Read(ref _outcome);

    /// <summary>Somebody has learnt that the generation is over. The first reason counts, unless a later one says that this is no member any more.</summary>
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

    /// <summary>Goes on beating while a rebalance waits for this member's caller: its session must outlast that.</summary>
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
            // The coordinator cannot be told that this member leaves: it will find out by itself. Why not, the next join says.
            End(ErrorCode.UnknownMemberId);
        }
    }

    /// <summary>A static member only falls silent: it may come back before its session ends.</summary>
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
            // The next beat looks for the coordinator again; the session outlives some lost ones.
        }
    }
}
