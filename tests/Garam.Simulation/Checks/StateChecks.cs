using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Simulation.Machines;
using Garam.Simulation.Scheduling;

namespace Garam.Simulation.Checks;

/// <summary>
/// Looks at the whole metadata state after journal entries are applied. One checker sees all lives of the node, so that a watermark
/// which falls in a restart is noticed.
/// </summary>
internal sealed class StateChecks(SimulationOptions options)
{
    private readonly InvariantChecker _checker = new();
    private readonly Dictionary<long, uint> _digests = [];

    public long Checked { get; private set; }

    /// <param name="isAlone">False for one of several agents: each has applied as much as it has, and may be behind the store.</param>
    public void Watch(Replica replica, SimulatedProcess process, StoreMachine store, bool isAlone = true)
    {
        var watcher = new Watcher(this, replica, process, store, isAlone);
        replica.Observe(watcher);
        watcher.Check();
    }

    private int CheckInterval => options.EntriesPerCheck;

    /// <summary>
    /// How far ahead of the world the journal's time may be. A start an hour ahead cannot be told from an hour without a server.
    /// </summary>
    public TimeSpan TimeAheadMax { get; set; } = TimeSpan.FromHours(2);

    private sealed class Watcher(
        StateChecks owner, Replica replica, SimulatedProcess process, StoreMachine store, bool isAlone) : IApplyObserver
    {
        // For a node that slept, which sees again what its successor has seen before it, and for one of several agents.
        private readonly InvariantChecker _own = new();
        private int _applied;

        public void OnApplied(long sequence, ApplyEffects effects)
        {
            if (++_applied % owner.CheckInterval == 0)
            {
                Check();
            }
        }

        public void OnRestored(long sequence) => Check();

        public void Check()
        {
            try
            {
                owner.Checked++;
                CompareDigests();
                replica.Read(process.HasSlept || !isAlone ? _own : owner._checker, static (state, checker) =>
                {
                    checker.Check(state);
                    return true;
                });
                CheckTime();
                if (!process.HasSlept && isAlone)
                {
                    CheckSegments();
                }
            }
            catch (InvariantException broken)
            {
                process.Fail($"The state at journal entry {replica.AppliedSequence} breaks an invariant. {broken.Message}", broken);
            }
        }

        /// <summary>Two replicas that applied the same entry got the same results.</summary>
        private void CompareDigests()
        {
            var digest = replica.Position.Digest;
            if (digest != EntryDigest.None && !owner._digests.TryAdd(digest.Sequence, digest.Value))
            {
                var other = owner._digests[digest.Sequence];
                Invariant.Check(
                    other == digest.Value,
                    $"the digest of entry {digest.Sequence} is {other:x8} in another replica and {digest.Value:x8} in this one");
            }
        }

        /// <summary>A wall clock that is hours or years ahead does not take the journal's time along.</summary>
        private void CheckTime()
        {
            var ahead = DateTimeOffset.FromUnixTimeMilliseconds(replica.Position.TimestampMs) - store.Process.Time.GetUtcNow();
            Invariant.Check(ahead < owner.TimeAheadMax, $"the journal is {ahead} ahead of the time");
        }

        /// <summary>
        /// Every live segment exists and is as long as its extents believe. Not to be said of a node that slept: its successor may have
        /// deleted what that one still believes in.
        /// </summary>
        private void CheckSegments()
        {
            var live = replica.Read(
                0, static (state, _) => state.Segments.Live.Select(static segment => (Key: segment.Id.Key, segment.Length)).ToList());
            foreach (var (key, length) in live)
            {
                Invariant.Check(
                    store.Sizes.GetValueOrDefault(key, -1) == length,
                    $"the live segment {key} of {length} bytes is in the store with {store.Sizes.GetValueOrDefault(key, -1)}");
            }
        }
    }
}
