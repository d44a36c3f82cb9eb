using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;

namespace Garam.Client.Cluster;

/// <summary>
/// Connections to the brokers of one cluster, their metadata, and retries: the base of producers, consumers and admin calls. Owns its
/// connections. Any thread may call; it has no thread of its own. Each consumer has a client to itself, because a parked fetch delays
/// whatever follows it on the same connection.
/// </summary>
internal sealed class ClusterClient : IAsyncDisposable
{
    private readonly ClusterClientOptions _options;
    private readonly ConnectionPool _connections;
    private readonly MetadataCache _metadata;
    private readonly Random _random;
    private readonly Lock _randomLock = new();
    private int _turn;

    public ClusterClient(ClusterClientOptions options, ITransport transport, TimeProvider time, Random random)
    {
        (_options, Time) = (options, time);
        _connections = new ConnectionPool(options.Connection, transport, time);
        _metadata = new MetadataCache(options, time, AskMetadataAsync);
        Retries = new RetryLoop(options, time, random);
        _random = new Random(random.Next());
    }

    public ClusterMetadata Metadata => _metadata.Current;

    internal TimeProvider Time { get; }

    internal RetryLoop Retries { get; }

    /// <summary>No answer contradicts the metadata, and it is not too old.</summary>
    internal bool IsMetadataFresh => _metadata.IsFresh;

    /// <summary>Returns metadata that includes these topics, if they exist.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public ValueTask<ClusterMetadata> GetMetadataAsync(IEnumerable<string> topics, CancellationToken cancellation = default) =>
        _metadata.GetAsync(topics, mayCreate: false, cancellation);

    /// <summary>Returns metadata that includes these topics. A broker that creates topics on demand may create the missing ones.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public ValueTask<ClusterMetadata> GetMetadataAsync(
        IEnumerable<string> topics, bool mayCreate, CancellationToken cancellation = default) =>
        _metadata.GetAsync(topics, mayCreate, cancellation);

    /// <summary>Waits until the topic exists.</summary>
    /// <exception cref="KafkaException">The topic did not appear in time.</exception>
    public ValueTask<TopicMetadata> GetTopicAsync(string name, CancellationToken cancellation) =>
        GetTopicAsync(name, mayCreate: false, cancellation);

    /// <summary>Waits until the topic exists. A broker that creates topics on demand may create it.</summary>
    /// <exception cref="KafkaException">The topic did not appear in time.</exception>
    public ValueTask<TopicMetadata> GetTopicAsync(string name, bool mayCreate, CancellationToken cancellation) =>
        Retries.RunAsync(
            async _ =>
            {
                var metadata = await GetMetadataAsync([name], mayCreate, cancellation);
                if (metadata.Topics.TryGetValue(name, out var topic))
                {
                    return topic;
                }

                InvalidateMetadata();
                throw Unknown(name);
            },
            cancellation);

    /// <summary>Marks the metadata as out of date, after a broker's answer that contradicts it.</summary>
    public void InvalidateMetadata() => _metadata.Invalidate();

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    /// <summary>Returns a random number, for choices that should differ between clients.</summary>
    internal int Draw(int below)
    {
        lock (_randomLock)
        {
            return _random.Next(below);
        }
    }

    /// <exception cref="KafkaException">The broker cannot be reached.</exception>
    internal async ValueTask<KafkaConnection> ConnectAsync(
        HostPort broker, ConnectionPurpose purpose, CancellationToken cancellation = default)
    {
        try
        {
            return await _connections.GetAsync(broker, purpose, cancellation);
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            InvalidateMetadata();
            throw;
        }
    }

    /// <exception cref="KafkaException">The broker was not reached or did not answer: the outcome is unknown.</exception>
    internal async ValueTask<TResponse> CallAsync<TRequest, TResponse>(
        HostPort broker, ConnectionPurpose purpose, TRequest request, CancellationToken cancellation, short versionMax = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        try
        {
            var connection = await _connections.GetAsync(broker, purpose, cancellation);
            return await connection.CallAsync<TRequest, TResponse>(request, cancellation, versionMax);
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            InvalidateMetadata();
            throw;
        }
    }

    /// <summary>Waits longer than for other answers; see <see cref="KafkaConnection.CallPatientlyAsync"/>.</summary>
    /// <exception cref="KafkaException">The broker was not reached or did not answer: the outcome is unknown.</exception>
    internal async ValueTask<TResponse> CallPatientlyAsync<TRequest, TResponse>(
        HostPort broker, ConnectionPurpose purpose, TRequest request, TimeSpan timeLimit, CancellationToken cancellation)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        await (await ConnectAsync(broker, purpose, cancellation)).CallPatientlyAsync<TRequest, TResponse>(request, timeLimit, cancellation);

    /// <summary>Asks one broker, and another one each time.</summary>
    internal ValueTask<TResponse> CallAnyAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellation)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        CallAsync<TRequest, TResponse>(NextBroker(), ConnectionPurpose.Control, request, cancellation);

    private static KafkaException Unknown(string topic) => new(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{topic}'");

    private async ValueTask<MetadataResponse> AskMetadataAsync(MetadataRequest request)
    {
        var connection = await _connections.GetAsync(NextBroker(), ConnectionPurpose.Control, CancellationToken.None);
        var response = await connection.CallAsync<MetadataRequest, MetadataResponse>(request, CancellationToken.None);
        KafkaException.ThrowIfRefused(response.ErrorCode, "Metadata");
        return response;
    }

    /// <summary>
    /// Takes known brokers and bootstrap addresses in turn. Brokers change their addresses; the bootstrap ones were chosen by a person.
    /// </summary>
    private HostPort NextBroker()
    {
        var known = Metadata.Brokers;
        var turn = (uint)Interlocked.Increment(ref _turn) % (uint)(known.Count + _options.Bootstrap.Count);
        return turn < (uint)known.Count
            ? known.OrderBy(broker => broker.Key).ElementAt((int)turn).Value
            : _options.Bootstrap[(int)turn - known.Count];
    }
}

internal sealed class ClusterClientOptions
{
    /// <summary>Asked in turn. Once Metadata has named the brokers, calls go to them as well.</summary>
    public required IReadOnlyList<HostPort> Bootstrap { get; init; }

    public KafkaConnectionOptions Connection { get; init; } = new();

    /// <summary>Kafka's metadata.max.age.ms: a change that caused no error is noticed after this time.</summary>
    public TimeSpan MetadataAgeMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kafka's retry.backoff.ms.</summary>
    public TimeSpan RetryDelayFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Kafka's retry.backoff.max.ms. A restarted broker is found again within a second.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Kafka's default.api.timeout.ms: how long one call is retried.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>A part of a <see cref="Client.KafkaClient"/> that may end before it.</summary>
internal interface IOwned : IAsyncDisposable
{
    /// <summary>Called once, at the end of its disposal. Null for a part that borrows its cluster from the caller.</summary>
    Func<ValueTask>? Ended { set; }
}
