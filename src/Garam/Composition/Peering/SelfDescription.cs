using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metrics;
using Garam.Peers;

namespace Garam.Composition.Peering;

/// <summary>
/// Describes this process to operators and to other processes. Owns the totals, which begin when it is made. Any thread asks.
/// </summary>
internal sealed class SelfDescription : ILeadershipObserver, IDisposable
{
    private const long NotLeading = long.MinValue;

    private readonly Leader _leader;
    private readonly Replica _replica;
    private readonly TimeProvider _time;
    private readonly string _version;
    private readonly RunningTotals _totals;
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;
    private long _electedAt = NotLeading;
    private RegisterProcessResult _life = new();

    public SelfDescription(ControlPlane control, NodePorts ports, string programVersion)
    {
        (_leader, _replica, _time, _version) = (control.Leader, control.Replica, ports.Time, programVersion);
        _totals = new RunningTotals(ports.Meters);
        (_startedAt, _started) = (_time.GetUtcNow(), _time.GetTimestamp());
        _leader.Observe(this);
    }

    public void Registered(RegisterProcessResult life) => Volatile.Write(ref _life, life);

    public void OnElected(int epoch) => Volatile.Write(ref _electedAt, _time.GetTimestamp());

    public void OnDeposed() => Volatile.Write(ref _electedAt, NotLeading);

    public ProcessDescription Describe()
    {
        var (life, position, electedAt) = (Volatile.Read(ref _life), _replica.Position, Volatile.Read(ref _electedAt));
        return new ProcessDescription(
            life.NodeId, life.IncarnationValue, _version, _leader.IsLeading, position.Epoch, position.Chain.Sequence)
        {
            StartedAtMs = _startedAt.ToUnixTimeMilliseconds(),
            UptimeMs = Milliseconds(_started),
            LeadingForMs = electedAt == NotLeading ? null : Milliseconds(electedAt),
            Connections = _totals.Connections.Sum,
            Traffic = new ProcessTraffic
            {
                ProduceRequests = _totals.ProduceRequests.Sum,
                ProduceBytes = _totals.ProduceBytes.Sum,
                FetchRequests = _totals.FetchRequests.Sum,
                FetchBytes = _totals.FetchBytes.Sum,
                CacheHits = _totals.CacheHits.Sum,
                CacheMisses = _totals.CacheMisses.Sum,
            },
            Store = new StoreUse
            {
                Requests = _totals.StoreRequests(),
                WrittenBytes = _totals.StoreWrittenBytes.Sum,
                ReadBytes = _totals.StoreReadBytes.Sum,
                CostNanoDollars = _totals.StoreCost.IsMeasured ? _totals.StoreCost.Sum : null,
            },
        };
    }

    /// <summary>Says why another process cannot lead in the place of this one; null when it can.</summary>
    public string? Objection(Incarnation successor) =>
        successor == Volatile.Read(ref _life).Incarnation ? "This process leads already."
            : _replica.Read(successor, static (state, other) => state.Processes.TryGet(other, out _)) ? null
            : "The process that should lead is not in the cluster.";

    public void Dispose() => _totals.Dispose();

    private long Milliseconds(long since) => (long)_time.GetElapsedTime(since).TotalMilliseconds;
}
