using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// The sender's view of one broker: its connection, and the batches of the next request. Used by the sender only, except for the number of
/// requests in flight.
/// </summary>
internal sealed class BrokerLink(ClusterClient client, ProducerOptions options, HostPort address, Wakeup wakeup)
{
    private readonly Attempt _connecting = new(client, wakeup);
    private List<ProducerBatch> _planned = [];
    private KafkaConnection? _connection;
    private long _plannedBytes;
    private int _inFlight;

    /// <summary>Why there is no connection.</summary>
    public string? LastFault => _connecting.LastFault;

    /// <summary>Why there will be no connection.</summary>
    public Exception? Refusal => _connecting.Refusal;

    /// <summary>Null while there is none.</summary>
    public KafkaConnection? Connection => Volatile.Read(ref _connection) is { IsBroken: false } connection ? connection : null;

    /// <summary>Says that no request may be sent before another is answered. Meanwhile batches gather for the next one.</summary>
    public bool IsSaturated => Volatile.Read(ref _inFlight) >= options.BatchesInFlightMax;

    /// <summary>The connection of the planned request, broken or not; null if none is planned.</summary>
    public KafkaConnection? PlannedFor { get; private set; }

    /// <summary>Returns when to ask again.</summary>
    public long Connect() =>
        _connecting.Begin(async () => Volatile.Write(ref _connection, await client.ConnectAsync(address, ConnectionPurpose.Produce)));

    /// <summary>Says whether the batch fits. The first batch of a request always does, however large it is.</summary>
    public bool Fits(ProducerBatch batch, KafkaConnection connection) =>
        _planned.Count == 0 || (_plannedBytes + batch.SizeBytes <= options.RequestBytesMax && ReferenceEquals(connection, PlannedFor));

    public void Plan(ProducerBatch batch, KafkaConnection connection)
    {
        PlannedFor = connection;
        _planned.Add(batch);
        _plannedBytes += batch.SizeBytes;
    }

    /// <summary>Returns the batches of the next request, which is then in flight until <see cref="EndRequest"/>.</summary>
    public List<ProducerBatch> BeginRequest()
    {
        var planned = _planned;
        (_planned, _plannedBytes, PlannedFor) = (new List<ProducerBatch>(planned.Count), 0, null);
        Interlocked.Increment(ref _inFlight);
        return planned;
    }

    public void EndRequest() => Interlocked.Decrement(ref _inFlight);
}
