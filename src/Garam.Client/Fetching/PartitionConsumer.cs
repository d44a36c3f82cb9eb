using System.Runtime.CompilerServices;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Waiting;

namespace Garam.Client.Fetching;

/// <summary>
/// Reads partitions that its caller assigns. One caller at a time. It has no loop of its own, but between polls the next fetch from each
/// broker is in flight. Created by <see cref="Client.KafkaClient.CreateConsumer"/>.
/// </summary>
/// <example>
/// <code>
/// await using var consumer = client.CreateConsumer();
/// consumer.Assign(new TopicPartition("orders", 0), StartPosition.BeforeEnd(10));
/// await foreach (var fetched in consumer.StreamAsync(cancellation))
/// {
///     foreach (var record in fetched.ReadRecords())
///     {
///         Console.WriteLine($"{record.Offset}: {record.ValueText}");
///     }
/// }
/// </code>
/// </example>
public sealed class PartitionConsumer : IDisposable, IOwned
{
    /// <summary>Time for a round trip and a new connection before it. Ending sessions is a courtesy, worth no longer wait.</summary>
    private static readonly TimeSpan SessionsEndMax = TimeSpan.FromSeconds(1);

    /// <summary>Enough for the answers of a few brokers. The garbage collector takes what is above it.</summary>
    private const long KeptBytesMax = 128 << 20;

    private readonly ClusterClient _client;
    private readonly ConsumerOptions _options;
    private readonly PartitionTable _table = new();
    private readonly FetcherTable _fetchers;
    private readonly FetchPreparation _preparation;
    private readonly AnswerIntake _intake;
    private readonly Wakeup _wakeup;
    private Func<ValueTask>? _ended;

    internal PartitionConsumer(ClusterClient client, ConsumerOptions options)
    {
        (_client, _options) = (client, options);
        _wakeup = new Wakeup(client.Time);
        var buffers = new FrameBuffers(KeptBytesMax);
        _fetchers = new FetcherTable(client.Time, broker => new BrokerFetcher(client, options, buffers, broker, _wakeup));
        _preparation = new FetchPreparation(client, _table, _fetchers, options);
        _intake = new AnswerIntake(client, options, _table);
    }

    Func<ValueTask>? IOwned.Ended
    {
        set => _ended = value;
    }

    public IReadOnlyCollection<TopicPartition> Assignment => _table.Names;

    /// <summary>Reads the partition from <paramref name="offset"/> on, or from where the reset policy says.</summary>
    public void Assign(TopicPartition partition, long? offset) =>
        Assign(partition, offset is { } known ? StartPosition.Offset(known) : StartPosition.ByPolicy);

    /// <summary>Reads the partition from this position on, even if it was assigned before.</summary>
    public void Assign(TopicPartition partition, StartPosition start) => _table.Add(partition).MoveTo(start);

    public void Unassign(TopicPartition partition) => _table.Remove(partition);

    /// <summary>Moves the position. Answers about the old position are dropped.</summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Seek(TopicPartition partition, StartPosition start) => Require(partition).MoveTo(start);

    /// <summary>Keeps the position and fetches nothing until the partition is resumed or assigned anew.</summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Pause(TopicPartition partition) => Require(partition).IsPaused = true;

    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Resume(TopicPartition partition) => Require(partition).IsPaused = false;

    public bool IsPaused(TopicPartition partition) => _table.Find(partition) is { IsPaused: true };

    /// <summary>Returns the next offset, if it is known yet.</summary>
    public long? PositionOf(TopicPartition partition) => _table.Find(partition) is { Pending: null } state ? state.Offset : null;

    /// <summary>Returns the log's end as of the last fetch, if there was one.</summary>
    public long? HighWatermarkOf(TopicPartition partition) =>
        _table.Find(partition) is { HighWatermark: >= 0 } state ? state.HighWatermark : null;

    /// <summary>Returns the log's first offset as of the last fetch, if there was one.</summary>
    public long? LogStartOf(TopicPartition partition) =>
        _table.Find(partition) is { LogStartOffset: >= 0 } state ? state.LogStartOffset : null;

    /// <summary>
    /// Returns the number of offsets from the position to where reading ends (<see cref="ConsumerOptions.Isolation"/>), if both are known.
    /// </summary>
    public long? LagOf(TopicPartition partition) =>
        _table.Find(partition) is { ReadableEnd: >= 0 and var end } && PositionOf(partition) is { } position
            ? Math.Max(0, end - position)
            : null;

    /// <summary>
    /// Returns the records that are there, or those that arrive within the fetch wait, or nothing. Waits out faults that may pass.
    /// Positions move past what is returned. Dispose the result when it is read, so that its memory is reused.
    /// </summary>
    /// <exception cref="KafkaException">A broker refuses for good.</exception>
    public async ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        _intake.ThrowIfFinal();
        var ends = _client.Time.After(_options.FetchWaitMax);
        List<FetchedPartition> fetched = [];
        while (true)
        {
            await _preparation.RunAsync(cancellation);
            _fetchers.Take(_intake, fetched);
            _fetchers.Send();
            if (fetched.Count > 0)
            {
                return fetched;
            }

            _intake.ThrowIfFinal();
            if (_client.Time.Until(ends) <= TimeSpan.Zero)
            {
                return fetched;
            }

            if (_preparation.IsDue)
            {
                continue;
            }

            await _wakeup.WaitUntilAsync(Math.Min(ends, Math.Min(_fetchers.NextRetry(), _preparation.RetryAt)), cancellation);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Polls until cancelled. Each element is disposed when the next one is requested. Elements that a caller leaves behind when it stops
    /// are fetched again later.
    /// </summary>
    /// <exception cref="KafkaException">A broker refuses for good.</exception>
    public async IAsyncEnumerable<FetchedPartition> StreamAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            var polled = await PollAsync(cancellation);
            var given = 0;
            try
            {
                while (given < polled.Count)
                {
                    yield return polled[given++];
                    polled[given - 1].Dispose();
                }
            }
            finally
            {
                GiveBack(polled, given);
            }
        }
    }

    /// <summary>
    /// Ends at once. An answer still in flight is dropped, and brokers keep the fetch sessions until others need the place. The client that
    /// created it closes its connections.
    /// </summary>
    public void Dispose() => Abandon();

    /// <summary>Ends the fetch sessions with all brokers, if they answer within a second, and then itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndSessionsAsync();
        Abandon();
        await (Interlocked.Exchange(ref _ended, null)?.Invoke() ?? ValueTask.CompletedTask);
    }

    /// <summary>Brokers keep few sessions, so those no longer needed make room for others. A later poll begins new ones.</summary>
    internal async ValueTask EndSessionsAsync()
    {
        using var late = new CancellationTokenSource(SessionsEndMax, _client.Time);
        await _fetchers.EndSessionsAsync(late.Token);
    }

    /// <summary>Ends without telling a broker.</summary>
    internal void Abandon() => _wakeup.Dispose();

    private void GiveBack(IReadOnlyList<FetchedPartition> polled, int given)
    {
        for (var i = polled.Count - 1; i >= given; i--)
        {
            if (_table.Find(polled[i].Partition) is { Pending: null } state && state.Offset == polled[i].NextOffset)
            {
                state.MoveTo(polled[i].FetchOffset);
            }

            polled[i].Dispose();
        }
    }

    private AssignedPartition Require(TopicPartition partition) =>
        _table.Find(partition) ?? throw new InvalidOperationException($"{partition} is not assigned.");
}
