using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.Verification.Reading;

/// <summary>
/// The newest state that is known. A server may go on writing while segments are read, so whatever looks wrong is looked up once more in a
/// state that is newer than the look. One caller at a time.
/// </summary>
internal sealed class LiveState(Replica replica, ReplicaSource source, bool canAdvance)
{
    private bool _canAdvance = canAdvance;
    private bool _hasStopped;

    /// <summary>The reason why the journal can no longer be followed, when it broke only now.</summary>
    public string? Fault { get; private set; }

    /// <summary>The state holds everything that was durable when it was last advanced.</summary>
    public bool IsCurrent => _canAdvance;

    public long Position => replica.AppliedSequence;

    public async ValueTask AdvanceAsync(CancellationToken cancellation)
    {
        if (!_canAdvance)
        {
            return;
        }

        try
        {
            await source.CatchUpAsync(replica, cancellation);
        }
        catch (Exception fault) when (fault is GaramException or InvariantException or MalformedRequestException)
        {
            (_canAdvance, _hasStopped, Fault) = (false, true, fault.Message);
        }
    }

    public SegmentFate FateOf(SegmentId id) => _hasStopped ? SegmentFate.Unclear : replica.Read(id, static (state, id) => Judge(state, id));

    private static SegmentFate Judge(ClusterState state, SegmentId id)
    {
        if (state.Segments.TryGetLive(id, out _))
        {
            return SegmentFate.Live;
        }

        if (state.Segments.IsKnown(id))
        {
            return SegmentFate.Dead;
        }

        if (id.Birth > state.Sequence)
        {
            return SegmentFate.FromTheFuture;
        }

        if (id.Birth < state.Facts.BirthWatermark)
        {
            return SegmentFate.Orphan;
        }

        return state.Processes.TryGet(new Incarnation(id.Incarnation), out _) ? SegmentFate.MayBeCommitted : SegmentFate.LeftBehind;
    }
}

/// <summary>The state's answer about a segment.</summary>
internal enum SegmentFate
{
    /// <summary>There is no longer a state to ask.</summary>
    Unclear,

    Live,

    /// <summary>All its records are deleted.</summary>
    Dead,

    /// <summary>Never committed, and too old to be.</summary>
    Orphan,

    /// <summary>Its process lives.</summary>
    MayBeCommitted,

    /// <summary>Its process has ended.</summary>
    LeftBehind,

    /// <summary>Its process had applied more entries than the journal holds.</summary>
    FromTheFuture,
}
