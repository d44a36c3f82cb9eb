using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>The sender's view of one broker: its connection, and what goes into the next request. The sender's alone, except for the count of requests.</summary>
internal sealed class BrokerLink(ClusterClient client, ProducerOptions options, HostPort address, Wakeup wakeup)
{
    private readonly Attempt _connecting = new(client, wakeup);
    private List<ProducerBatch> _planned = [];
    private KafkaConnection? _connection;
    private long _plannedBytes;
    private int _inFlight;

    /// <summary>Why there is no connection.</summary>
    public string? LastFault => _connecting.LastFault;

    /// <summary>Why there will be none.</summary>
    public Exception? Refusal => _connecting.Refusal;

    /// <summary>Null while there is none.</summary>
    public KafkaConnection? Connection => Volatile.Read(ref _connection) is { IsBroken: false } connection ? connection : null;

    /// <summary>Waits until one is answered otherwise: meanwhile more batches gather for the next request.</summary>
    public bool IsSaturated => Volatile.Read(ref _inFlight) >= options.BatchesInFlightMax;

    /// <summary>What the planned request goes out on, broken or not; null while nothing is planned.</summary>
    public KafkaConnection? PlannedFor { get; private set; }

    /// <summary>Returns when to ask again.</summary>
    public long Connect() => _connecting.Begin(async () => Volatile.Write(ref _connection, await client.ConnectAsync(address, ConnectionPurpose.Produce)));

    /// <summary>The first batch of a request always fits, however large it is.</summary>
    public bool Fits(ProducerBatch batch, KafkaConnection connection) =>
        _planned.Count == 0 || (_plannedBytes + batch.SizeBytes <= options.RequestBytesMax && ReferenceEquals(connection, PlannedFor));

    public void Plan(ProducerBatch batch, KafkaConnection connection)
    {
        PlannedFor = connection;
        _planned.Add(batch);
        _plannedBytes += batch.SizeBytes;
    }

    /// <summary>The batches of the next request, which is under way from now on until <see cref="EndRequest"/>.</summary>
    public List<ProducerBatch> BeginRequest()
    {
        var planned = _planned;
        (_planned, _plannedBytes, PlannedFor) = (new List<ProducerBatch>(planned.Count), 0, null);
        Interlocked.Increment(ref _inFlight);
        return planned;
    }

    public void EndRequest() => Interlocked.Decrement(ref _inFlight);
}
