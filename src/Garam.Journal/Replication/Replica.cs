using System.Collections.Immutable;
using Garam.Journal.Entries;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Snapshots;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Journal.Replication;

/// <summary>
/// This process's copy of the state machine. Owns the state and its lock, which is held for one entry or one bounded read. One caller at a
/// time applies: the leader's loop or the follower's. Any thread reads. A replica that cannot continue (a corrupt or unknown entry, a
/// diverged result) stops for good: it answers no more reads, and the process has to end.
/// </summary>
public sealed partial class Replica
{
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly ProgressWaiters _waiters = new();
    private readonly ApplyEffects _effects = new();
    private readonly IReadOnlyDictionary<long, SkipRecord> _skips;
    private DigestHistory _digests = new();
    private ClusterState _state = new();
    private LeaderClaims _claims = LeaderClaims.None;
    private ImmutableSortedSet<long> _steppedOver = [];
    private ReplicaPosition _position = ReplicaPosition.Genesis;
    private IApplyObserver[] _observers = [];
    private Exception? _stopped;
    private RecentEntries? _recent;
    private long _appliedBytes;

    public Replica(IReadOnlyDictionary<long, SkipRecord> skips, ILogger<Replica> logger) => (_skips, _logger) = (skips, logger);

    public ReplicaPosition Position => Volatile.Read(ref _position);

    /// <summary>An entry could not be applied, and every further call fails. The loop that brought the entry ends with the cause.</summary>
    public bool HasStopped => Volatile.Read(ref _stopped) is not null;

    /// <summary>Every entry up to this number is in the state.</summary>
    public long AppliedSequence => Position.Chain.Sequence;

    /// <summary>The sequence number of the snapshot that the state came from; 0 without one.</summary>
    public long RestoredSequence { get; private set; }

    /// <summary>The last entry's time in that snapshot.</summary>
    public long RestoredTimestampMs { get; private set; }

    /// <summary>The size of that snapshot.</summary>
    public long RestoredBytes { get; private set; }

    /// <summary>The size of the entries that were applied since this replica was made.</summary>
    public long AppliedBytes => Volatile.Read(ref _appliedBytes);

    /// <summary>
    /// Runs <paramref name="reader"/> under the lock. It copies out what it needs, keeps nothing of the state, and its cost must not
    /// grow with the state.
    /// </summary>
    public TResult Read<TArg, TResult>(TArg arg, Func<ClusterState, TArg, TResult> reader)
    {
        lock (_lock)
        {
            ThrowIfStopped();
            return reader(_state, arg);
        }
    }

    /// <summary>For the next number only. Throws, and stops the replica, when the entry cannot be applied.</summary>
    public AppliedEntry Apply(StoredEntry stored)
    {
        AppliedEntry applied;
        try
        {
            lock (_lock)
            {
                ThrowIfStopped();
                Volatile.Write(ref _appliedBytes, _appliedBytes + stored.Bytes.Length);
                (applied, var position) = _skips.TryGetValue(stored.Sequence, out var skip) ? StepOver(skip) : ApplyEntry(stored);

                // In this order: a follower that is told of the new position finds the entry.
                _recent?.Add(stored);
                Volatile.Write(ref _position, position);
            }
        }
        catch (Exception fault) when (_stopped is null)
        {
            Stop(fault, stored.Sequence);
            throw;
        }

        Tell(stored.Sequence);
        return applied;
    }

    /// <summary>Jumps ahead to a snapshot and wakes every caller that waited for a number up to it.</summary>
    public void Restore(StoredSnapshot snapshot)
    {
        var header = snapshot.Header;
        lock (_lock)
        {
            ThrowIfStopped();
            Invariant.Check(header.Sequence >= AppliedSequence);
            (RestoredSequence, RestoredTimestampMs) = (header.Sequence, header.TimestampMs);
            RestoredBytes = snapshot.Chunks.Sum(static chunk => (long)chunk.Length);
            _state = Load(snapshot);
            ThrowIfNewer(header.Sequence);
            _digests = new DigestHistory();
            _claims = new LeaderClaims(header.Claims);
            _steppedOver = _steppedOver.Union(header.SteppedOver);
            Volatile.Write(
                ref _position,
                new ReplicaPosition(header.Chain, header.Epoch, header.TimestampMs, IsUnled, _state.Facts.FeatureLevel, EntryDigest.None));
        }

        _recent?.Clear();
        _waiters.WakeUpTo(header.Sequence);
        foreach (var observer in _observers)
        {
            observer.OnRestored(header.Sequence);
        }
    }

    /// <summary>
    /// Cuts the state as it is now, to be written while entries go on being applied. Claims below <paramref name="floor"/> are not
    /// remembered, because a sweep recognizes them from their bytes; numbers that were stepped over are remembered for ever.
    /// </summary>
    public (SnapshotHeader Header, SnapshotCut State) Cut(long floor)
    {
        lock (_lock)
        {
            ThrowIfStopped();
            var position = _position;
            var header = new SnapshotHeader(position.Chain, position.Epoch, position.TimestampMs, _claims.From(floor))
            {
                SteppedOver = _steppedOver,
            };
            return (header, SnapshotCut.Of(_state));
        }
    }

    /// <summary>Completes when every entry up to <paramref name="sequence"/> is applied here.</summary>
    public async ValueTask WaitForAsync(long sequence, CancellationToken cancellation)
    {
        if (AppliedSequence >= sequence)
        {
            return;
        }

        var waiter = _waiters.Add(sequence);
        _waiters.WakeUpTo(AppliedSequence);
        ThrowIfStopped();
        await waiter.OrCancelledAsync(cancellation);
    }

    /// <summary>To be called before anything is applied concurrently: when the process is put together.</summary>
    public void Observe(IApplyObserver observer) => _observers = [.. _observers, observer];

    /// <summary>Lets others fetch what is applied from here on. To be called when the process is put together, like <see cref="Observe"/>.
    /// </summary>
    public RecentEntries KeepRecent(int bytesMax) => _recent = new RecentEntries(bytesMax);

    private static ClusterState Load(StoredSnapshot snapshot)
    {
        try
        {
            return SnapshotLoader.Load(snapshot.Chunks);
        }
        catch (MalformedRequestException fault)
        {
            // The checksums were right: these are the bytes that a leader wrote.
            throw new GaramException(
                ErrorKind.Invalid,
                $"The snapshot at journal entry {snapshot.Header.Sequence} cannot be read by this program: {fault.Message}",
                fault);
        }
    }

    private bool IsUnled => _state.Facts.Leader is null or { HasResigned: true };

    private (AppliedEntry Applied, ReplicaPosition Position) StepOver(SkipRecord skip)
    {
        Log.EntrySkipped(_logger, skip.Sequence);
        Invariant.Check(skip.Sequence == AppliedSequence + 1);
        _state.AdvanceTo(skip.Sequence);

        // It may be the claim at which a deposed leader has to lose.
        _steppedOver = _steppedOver.Add(skip.Sequence);
        var position = _position with { Chain = new EntryChain(skip.Sequence, skip.Nonce), Digest = EntryDigest.None };
        return (AppliedEntry.SteppedOver, position);
    }

    private (AppliedEntry Applied, ReplicaPosition Position) ApplyEntry(StoredEntry stored)
    {
        var entry = JournalEntryCodec.Decode(stored.Bytes, stored.Sequence, Backends.ObjectStoreJournal.KeyOf(stored.Sequence));
        var chain = _position.Chain;
        if (!chain.Accepts(entry.Header))
        {
            _state.AdvanceTo(stored.Sequence);
            _steppedOver = _steppedOver.Add(stored.Sequence);
            return (AppliedEntry.SteppedOver, _position with { Chain = chain.After(entry.Header) });
        }

        _digests.Compare(new EntryDigest(entry.Header.DigestSequence, entry.Header.Digest));
        var commands = entry.ReadCommands();
        var featureLevel = _state.Facts.FeatureLevel;
        var results = new CommandResult[commands.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = _state.Apply(commands[i], entry.Sequence, _effects);
        }

        _state.AdvanceTo(entry.Sequence);
        ThrowIfNewer(entry.Sequence);
        var digest = EntryDigest.Of(entry.Sequence, featureLevel, commands, results);
        _digests.Add(digest);
        _claims = _claims.With(entry.Sequence, commands);
        var position = new ReplicaPosition(
            chain.After(entry.Header), entry.Header.Epoch, entry.Header.TimestampMs, IsUnled, _state.Facts.FeatureLevel, digest);
        return (new AppliedEntry(true, results), position);
    }

    /// <summary>A higher level gives commands that this program knows a meaning that it does not know.</summary>
    private void ThrowIfNewer(long sequence)
    {
        if (_state.Facts.FeatureLevel is var level and > FeatureLevels.Latest)
        {
            throw new GaramException(
                ErrorKind.Invalid,
                $"The store is at feature level {level} since journal entry {sequence} or before; this program knows levels up to "
                    + $"{FeatureLevels.Latest}. A newer Garam wrote it.");
        }
    }

    private void Tell(long sequence)
    {
        _waiters.WakeUpTo(sequence);
        foreach (var observer in _observers)
        {
            observer.OnApplied(sequence, _effects);
        }

        _effects.Clear();
    }

    private void Stop(Exception fault, long sequence)
    {
        lock (_lock)
        {
            _stopped = fault;
        }

        // A fault of the environment names its object and reaches the host, which tells it; a bug does not say where it struck.
        if (fault is not GaramException)
        {
            Log.Stopped(_logger, sequence, fault);
        }

        _waiters.FailAll(fault);
    }

    private void ThrowIfStopped()
    {
        if (Volatile.Read(ref _stopped) is { } fault)
        {
            throw new InvariantException($"This replica has stopped: {fault.Message}");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3020, LogLevel.Critical,
            "The replica stopped at journal entry {Sequence}. This process serves nothing until the cause is fixed.")]
        public static partial void Stopped(ILogger logger, long sequence, Exception fault);

        [LoggerMessage(3021, LogLevel.Warning, "Skipping journal entry {Sequence}, because an operator wrote a skip record for it.")]
        public static partial void EntrySkipped(ILogger logger, long sequence);
    }
}
