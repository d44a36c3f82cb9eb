using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Groups;

/// <summary>
/// Takes a member from one generation to the next. The join runs beside the caller, and a poll takes over its outcome. Owns the join and a
/// wake-up; used by the member's caller only.
/// </summary>
internal sealed class GroupRejoin(
    ClassicMember member, GroupPositions positions, GroupOptions options, TimeSpan waitMax, TimeProvider time) : IDisposable
{
    private readonly bool _isCooperative = options.Assignors.All(static assignor => assignor.IsCooperative);
    private readonly Wakeup _joined = new(time);
    private CancellationTokenSource _closed = new();
    private Task? _joining;
    private JoinOutcome? _outcome;

    public IReadOnlyList<string> Topics { get; set; } = options.Topics;

    /// <summary>The generation that gave the assignment; -1 before the first.</summary>
    public int Generation { get; private set; } = -1;

    public bool IsUnderWay => _joining is not null;

    /// <summary>
    /// Returns false if there is nothing to read yet. Cooperative members read on while they join: they return at once, and the next poll
    /// looks again.
    /// </summary>
    public async ValueTask<bool> RunAsync(CancellationToken cancellation)
    {
        var ends = time.After(waitMax);
        while (IsUnderWay || member.MustRejoin)
        {
            if (_joining is null)
            {
                await positions.PrepareAsync(member.IsLost, _isCooperative, Topics, member.Membership, cancellation);
                _joining = JoinAsync();
            }

            while (_outcome is null && positions.Owned.Count == 0 && time.Until(ends) > TimeSpan.Zero)
            {
                await _joined.WaitUntilAsync(ends, cancellation);
                cancellation.ThrowIfCancellationRequested();
            }

            if (_outcome is null)
            {
                return positions.Owned.Count > 0;
            }

            await TakeOverAsync(_outcome, cancellation);
        }

        return true;
    }

    /// <summary>Ends a join that is under way.</summary>
    public async ValueTask EndAsync()
    {
        if (_joining is { } joining)
        {
            _closed.CancelInline();
            await joining;
            _closed.Dispose();
            _closed = new CancellationTokenSource();
            (_joining, _outcome) = (null, null);
        }
    }

    public void Dispose()
    {
        _joined.Dispose();
        _closed.Dispose();
    }

    /// <summary>
    /// Keeps the outcome until all of it is taken over, so that a poll that is cancelled halfway leaves the rest to the next.
    /// </summary>
    private async ValueTask TakeOverAsync(JoinOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.Assignment is null)
        {
            await positions.LoseAsync(cancellation);
            (_joining, _outcome) = (null, null);
            if (outcome.Fault is { } fault)
            {
                throw fault;
            }
        }
        else
        {
            var mustGiveUp = await positions.ApplyAsync(outcome, cancellation);
            (_joining, _outcome, Generation) = (null, null, outcome.Membership.Generation);
            if (mustGiveUp)
            {
                member.End(ErrorCode.RebalanceInProgress);
            }
        }
    }

    private async Task JoinAsync()
    {
        var outcome = await member.JoinAsync(Topics, _isCooperative ? positions.Owned : [], _closed.Token);
        Volatile.Write(ref _outcome, outcome);
        _joined.Set();
    }
}
