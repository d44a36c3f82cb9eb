using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Storage.Errors;

namespace Garam.Controller.Leadership;

/// <summary>
/// The leader as the rest of the process sees it, whether it leads at the moment or not. Any thread may call; the leader's loop elects and
/// deposes.
/// </summary>
public sealed class Leader(Replica replica) : ILeader
{
    /// <summary>If even an append takes longer than the lease, a few more attempts do not help.</summary>
    private const int ConfirmAttemptsMax = 3;

    private readonly Lock _lock = new();
    private readonly List<ILeadershipObserver> _observers = [];
    private LeaderTerm? _term;
    private int _successor;

    public bool IsLeading => Volatile.Read(ref _term) is not null;

    public TimeSpan AppendsStalled => Volatile.Read(ref _term)?.Stalls.Total ?? TimeSpan.Zero;

    /// <summary>The incarnation that should lead after this process, which resigns or has resigned; 0 when it may be any.</summary>
    public int Successor => Volatile.Read(ref _successor);

    /// <summary>
    /// Resigns as at a clean stop: what was accepted before is appended and answered. This process then follows, and does not claim until
    /// another one leads or a while has passed. Returns the epoch that ended.
    /// </summary>
    /// <exception cref="GaramException">Unavailable: it does not lead, or lost its role before the resignation was durable.</exception>
    public async ValueTask<int> ResignAsync(int successor, CancellationToken cancellation)
    {
        var term = CurrentTerm();
        Volatile.Write(ref _successor, successor);
        await term.ResignAsync(cancellation);
        return term.Epoch;
    }

    public async ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        var outcome = await CurrentTerm().SubmitAsync(command, cancellation);
        return new SubmitReply(outcome.Sequence, outcome.Result!);
    }

    public async ValueTask<long> ConfirmTailAsync(CancellationToken cancellation)
    {
        var term = CurrentTerm();
        var sequence = replica.AppliedSequence;
        for (var attempt = 0; !term.Lease.IsProven; attempt++)
        {
            if (attempt == ConfirmAttemptsMax)
            {
                throw new GaramException(
                    ErrorKind.Unavailable, "Appends take longer than the lease: the tail of the journal cannot be confirmed.");
            }

            // An append that succeeds within a lease of being sent shows that no other process could answer in the meantime.
            sequence = (await term.SubmitAsync(null, cancellation)).Sequence;
        }

        return sequence;
    }

    public void Observe(ILeadershipObserver observer)
    {
        lock (_lock)
        {
            _observers.Add(observer);
            if (_term is { } term)
            {
                observer.OnElected(term.Epoch);
            }
        }
    }

    internal void Elect(LeaderTerm term)
    {
        lock (_lock)
        {
            _term = term;
            Volatile.Write(ref _successor, 0);
            _observers.ForEach(observer => observer.OnElected(term.Epoch));
        }
    }

    internal void Depose()
    {
        lock (_lock)
        {
            _term = null;
            _observers.ForEach(observer => observer.OnDeposed());
        }
    }

    private LeaderTerm CurrentTerm() =>
        Volatile.Read(ref _term) ?? throw new GaramException(ErrorKind.Unavailable, "This process does not lead.");
}
