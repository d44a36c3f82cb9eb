using System.Globalization;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.ClientTests.Groups;
using Garam.Protocol;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ClientTests.Managed;

/// <summary>A group member of Garam's own client, in this process. It commits what it gives up. Owns its client and its task.</summary>
internal sealed class ManagedMember : IAsyncDisposable, IRebalanceListener
{
    private readonly ClusterClient _client;
    private readonly GroupConsumer _consumer;
    private readonly DeliveryLedger _ledger;
    private readonly string _name;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly SortedSet<TopicPartition> _assigned = [];
    private readonly Task _running;

    public ManagedMember(
        string bootstrap, string group, string topic, DeliveryLedger ledger, params IReadOnlyList<PartitionAssignor> assignors)
    {
        (_ledger, _name) = (ledger, "garam");
        _client = Connect(bootstrap);
        _consumer = new GroupConsumer(_client, new ConsumerOptions(), new GroupOptions
        {
            GroupId = group,
            Topics = [topic],
            Assignors = assignors,
            Listener = this,
            SessionTimeout = TimeSpan.FromSeconds(6),
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
        });
        _running = RunAsync();
    }

    /// <summary>How many partitions were taken away while others stayed.</summary>
    public int PartlyRevoked { get; private set; }

    public IReadOnlyCollection<TopicPartition> Assigned
    {
        get
        {
            lock (_lock)
            {
                return [.. _assigned];
            }
        }
    }

    /// <summary>Metadata lives its five minutes: what changes has to be noticed by its errors.</summary>
    /// <param name="bootstrap">HOST:PORT, several with commas between them.</param>
    public static ClusterClient Connect(string bootstrap)
    {
        var addresses = bootstrap.Split(',').Select(static address => address.Split(':')).Select(
            static parts => new HostPort(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture)));
        return new ClusterClient(
            new ClusterClientOptions { Bootstrap = [.. addresses] },
            new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance),
            TimeProvider.System,
            new Random(1));
    }

    /// <summary>Throws what ended the member too early.</summary>
    public Task ThrowIfEndedAsync() => _running.IsCompleted ? _running : Task.CompletedTask;

    /// <summary>Leaves the group.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _consumer.LeaveAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _consumer.VanishAsync();
        await _client.DisposeAsync();
        _stopping.Dispose();
    }

    public ValueTask AssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _assigned.UnionWith(partitions);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask RevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation)
    {
        await CommitAsync();
        Remove(partitions);
        PartlyRevoked += Assigned.Count > 0 ? partitions.Count : 0;
    }

    public ValueTask LostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation)
    {
        Remove(partitions);
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                foreach (var fetched in await _consumer.PollAsync(_stopping.Token))
                {
                    Deliver(fetched);
                }

                await CommitAsync();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    private void Deliver(FetchedPartition fetched)
    {
        foreach (ref readonly var record in fetched.Records())
        {
            _ledger.Deliver(_name, fetched.Partition.Topic, fetched.Partition.Partition, record.Offset);
        }

        fetched.Dispose();
    }

    private async Task CommitAsync()
    {
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (var partition in _consumer.Assignment)
        {
            if (_consumer.PositionOf(partition) is { } position)
            {
                offsets.Add(partition, position);
            }
        }

        if (offsets.Count > 0 && await _consumer.CommitAsync(offsets, CancellationToken.None))
        {
            foreach (var (partition, offset) in offsets)
            {
                _ledger.Commit(partition.Topic, partition.Partition, offset);
            }
        }
    }

    private void Remove(IReadOnlyList<TopicPartition> partitions)
    {
        lock (_lock)
        {
            _assigned.ExceptWith(partitions);
        }
    }
}
