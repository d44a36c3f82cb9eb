using System.Runtime.CompilerServices;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Waiting;

namespace Garam.Client.Fetching;

/// <summary>
/// Reads assigned partitions from their positions on. One caller at a time; it has no thread and no loop of its own, but between polls
/// the next fetch from each broker is under way. Borrows a client that it does not share: a parked fetch holds up what is behind it.
/// </summary>
public sealed class PartitionConsumer : IDisposable, IAsyncDisposable
{
    /// <summary>A round trip with a connection to be made before it. Nobody waits long for a courtesy.</summary>
    private static readonly TimeSpan SessionsEndMax = TimeSpan.FromSeconds(1);

    /// <summary>Enough for the answers of some brokers; what is above it is collected.</summary>
    private const long KeptBytesMax = 128 << 20;

    private readonly ClusterClient _client;
    private readonly ConsumerOptions _options;
    private readonly PartitionTable _table = new();
    private readonly FetcherTable _fetchers;
    private readonly FetchPreparation _preparation;
    private readonly AnswerIntake _intake;
    private readonly Wakeup _wakeup;

    public PartitionConsumer(ClusterClient client, ConsumerOptions options)
    {
        (_client, _options) = (client, options);
        _wakeup = new Wakeup(client.Time);
        var buffers = new FrameBuffers(KeptBytesMax);
        _fetchers = new FetcherTable(client.Time, broker => new BrokerFetcher(client, options, buffers, broker, _wakeup));
        _preparation = new FetchPreparation(client, _table, _fetchers, options);
        _intake = new AnswerIntake(client, options, _table);
    }

    public IReadOnlyCollection<TopicPartition> Assignment => _table.Names;

    /// <summary>Begins at <paramref name="offset"/>, or where the reset policy says.</summary>
    public void Assign(TopicPartition partition, long? offset) =>
        Assign(partition, offset is { } known ? StartPosition.Offset(known) : StartPosition.ByPolicy);

    /// <summary>Reads the partition from here on; one that was assigned already begins anew.</summary>
    public void Assign(TopicPartition partition, StartPosition start) => _table.Add(partition).MoveTo(start);

    public void Unassign(TopicPartition partition) => _table.Remove(partition);

    /// <summary>Goes on elsewhere. What is on its way from the old position is dropped.</summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Seek(TopicPartition partition, StartPosition start) => Require(partition).MoveTo(start);

    /// <summary>Keeps the position and fetches nothing, until it is resumed or assigned anew.</summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Pause(TopicPartition partition) => Require(partition).IsPaused = true;

    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Resume(TopicPartition partition) => Require(partition).IsPaused = false;

    public bool IsPaused(TopicPartition partition) => _table.Find(partition) is { IsPaused: true };

    /// <summary>The next offset, if it is known yet.</summary>
    public long? PositionOf(TopicPartition partition) => _table.Find(partition) is { Pending: null } state ? state.Offset : null;

    /// <summary>The log's end as the last fetch saw it, if there was one.</summary>
    public long? HighWatermarkOf(TopicPartition partition) => _table.Find(partition) is { HighWatermark: >= 0 } state ? state.HighWatermark : null;

    /// <summary>The log's first offset as the last fetch saw it, if there was one.</summary>
    public long? LogStartOf(TopicPartition partition) => _table.Find(partition) is { LogStartOffset: >= 0 } state ? state.LogStartOffset : null;

    /// <summary>How many offsets lie between the position and where reading ends (<see cref="ConsumerOptions.Isolation"/>), if both are known.</summary>
    public long? LagOf(TopicPartition partition) =>
        _table.Find(partition) is { ReadableEnd: >= 0 and var end } && PositionOf(partition) is { } position ? Math.Max(0, end - position) : null;

    /// <summary>
    /// What is there, or what comes within the fetch wait; nothing then. Faults that may pass by themselves are waited out. Positions
    /// move on with what is returned. Dispose what is returned when it is read, so that its memory is used again.
    /// </summary>
    /// <exception cref="KafkaException">A broker refuses for good.</exception>
    public async ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation)
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
    /// Polls for ever, or until it is cancelled. Each element is disposed when the next one is asked for; those that a caller leaves
    /// behind when it stops are fetched again later.
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

    /// <summary>Ends without a word. An answer that is still on its way is dropped.</summary>
    public void Dispose() => _wakeup.Dispose();

    /// <summary>Lets brokers forget what they remember for its fetches, if they can be told within a second, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndSessionsAsync();
        Dispose();
    }

    /// <summary>Brokers keep few sessions: the places of those that nobody needs any more are for others. A later poll begins new ones.</summary>
    internal async ValueTask EndSessionsAsync()
    {
        using var late = new CancellationTokenSource(SessionsEndMax, _client.Time);
        await _fetchers.EndSessionsAsync(late.Token);
    }

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
