using System.Security.Cryptography;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.Client.Producing;
using Garam.Client.Security;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Transport.Sockets;
using Garam.Transport.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Client;

/// <summary>
/// A client of one Kafka cluster. It creates producers, consumers and group members, and makes admin calls. Owns what it created, with all
/// connections. Any thread. It has no threads of its own: its work continues on the caller's synchronization context, if there is one.
/// </summary>
/// <example>
/// <code>
/// await using var client = await KafkaClient.ConnectAsync("localhost:9092");
/// await using var producer = client.CreateProducer();
/// await producer.ProduceAsync(ProducerRecord.FromText("greetings", "alice", "hello"));
/// </code>
/// </example>
public sealed class KafkaClient : IAsyncDisposable
{
    private const int PortDefault = 9092;

    private readonly ClusterClientOptions _options;
    private readonly ITransport _transport;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ClusterClient _shared;
    private readonly Lock _lock = new();
    private readonly HashSet<IAsyncDisposable> _created = [];
    private bool _isDisposed;

    internal KafkaClient(ClusterClientOptions options, ITransport transport, TimeProvider time, Random random)
    {
        (_options, _transport, _time, _random) = (options, transport, time, random);
        _shared = NewCluster();
        Admin = new AdminClient(_shared);
        Groups = new GroupAdminClient(_shared);
    }

    /// <summary>Describes the cluster, and changes its topics and settings.</summary>
    public AdminClient Admin { get; }

    /// <summary>Describes consumer groups, and changes their offsets.</summary>
    public GroupAdminClient Groups { get; }

    /// <summary>Connects to a cluster, and returns once one of its brokers has answered.</summary>
    /// <param name="bootstrap">
    /// Addresses of brokers, <c>host:port</c> with commas between them. The port may be left out if it is 9092. One address that answers is
    /// enough; it names the other brokers.
    /// </param>
    /// <param name="options">Null for a cluster without TLS and logins, and for Kafka's default time-outs.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ArgumentException"><paramref name="bootstrap"/> is not a list of addresses.</exception>
    /// <exception cref="KafkaException">No broker answers, or one end refuses the other's certificate or login.</exception>
    public static async ValueTask<KafkaClient> ConnectAsync(
        string bootstrap, KafkaClientOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new KafkaClientOptions();
        ITransport transport = new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance);
        var client = new KafkaClient(
            options.ToCluster(Parse(bootstrap)),
            options.Tls is { } tls ? new TlsTransport(transport, tls) : transport,
            TimeProvider.System,
            new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
        try
        {
            await client.ReachAsync(cancellation);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Creates a producer that sends at once. Dispose it to deliver what it has; <see cref="Producer.FlushAsync"/> tells of failures.
    /// </summary>
    public Producer CreateProducer(ProducerOptions? options = null) => Own(new Producer(_shared, options ?? new ProducerOptions())).Start();

    /// <summary>Creates a consumer of partitions that the caller assigns.</summary>
    public PartitionConsumer CreateConsumer(ConsumerOptions? options = null)
    {
        var cluster = NewCluster();
        return Own(new PartitionConsumer(cluster, options ?? new ConsumerOptions()), cluster);
    }

    /// <summary>Creates a member of a consumer group. The first poll joins the group.</summary>
    public GroupConsumer CreateGroupConsumer(GroupOptions group, ConsumerOptions? options = null)
    {
        var cluster = NewCluster();
        return Own(new GroupConsumer(cluster, options ?? new ConsumerOptions(), group), cluster);
    }

    /// <summary>Disposes the producers and consumers that it created, and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        IAsyncDisposable[] created;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            created = [.. _created];
        }

        foreach (var one in created)
        {
            await one.DisposeAsync();
        }

        await _shared.DisposeAsync();
    }

    private static HostPort[] Parse(string bootstrap)
    {
        var texts = bootstrap.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var addresses = new HostPort[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            if (!HostPort.TryParse(texts[i], PortDefault, out addresses[i]))
            {
                throw new ArgumentException($"'{texts[i]}' is not an address; write host:port.", nameof(bootstrap));
            }
        }

        return addresses.Length > 0 ? addresses : throw new ArgumentException("There is no address; write host:port.", nameof(bootstrap));
    }

    /// <summary>Tries every address once: a program that starts should not wait for retries to learn that its address is wrong.</summary>
    private async ValueTask ReachAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _ = await _shared.GetMetadataAsync([], cancellation);
                return;
            }
            catch (KafkaException fault) when (fault.IsUnanswered && attempt < _options.Bootstrap.Count)
            {
                // The next address may answer.
            }
        }
    }

    /// <summary>Each consumer gets connections of its own, because a parked fetch delays whatever follows it on the same one.</summary>
    private ClusterClient NewCluster()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return new ClusterClient(_options, _transport, _time, new Random(_random.Next()));
        }
    }

    private T Own<T>(T created, ClusterClient? cluster = null)
        where T : IOwned
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _created.Add(created);
        }

        created.Ended = () => EndAsync(created, cluster);
        return created;
    }

    private async ValueTask EndAsync(IAsyncDisposable ended, ClusterClient? cluster)
    {
        lock (_lock)
        {
            _created.Remove(ended);
        }

        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }
    }
}

/// <summary>The settings of a <see cref="KafkaClient"/>, for all its producers and consumers.</summary>
public sealed class KafkaClientOptions
{
    /// <summary>Shown in brokers' logs and in group descriptions.</summary>
    public string ClientId { get; init; } = "garam";

    /// <summary>Null to connect without TLS.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>The login; null for listeners without logins.</summary>
    public SaslCredentials? Sasl { get; init; }

    /// <summary>Kafka's socket.connection.setup.timeout.ms.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Kafka's request.timeout.ms. A call that waits longer fails its connection, and is retried on a new one.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Kafka's default.api.timeout.ms: how long one call is retried.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Kafka's metadata.max.age.ms: a change that caused no error is noticed after this time.</summary>
    public TimeSpan MetadataAgeMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Told which brokers come and go.</summary>
    public IBrokerObserver? Observer { get; init; }

    internal ClusterClientOptions ToCluster(IReadOnlyList<HostPort> bootstrap) => new()
    {
        Bootstrap = bootstrap,
        MetadataAgeMax = MetadataAgeMax,
        OperationTimeout = OperationTimeout,
        Connection = new KafkaConnectionOptions
        {
            ClientId = ClientId,
            ConnectTimeout = ConnectTimeout,
            RequestTimeout = RequestTimeout,
            Sasl = Sasl,
            Observer = Observer,
        },
    };
}
