using System.Threading.Channels;
using Garam.Client.Errors;
using Garam.ClientTests.Support;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.ClientTests.Groups;

/// <summary>
/// Asks the server for a group's offsets after every commit that a member reports, to tell apart whose fault it is when a record comes
/// again: the server's, which must not answer less than what it has acknowledged, or the client's, which went on from somewhere else.
/// Members report on threads of their own; one loop asks.
/// </summary>
public sealed class CommittedWatch : IAsyncDisposable
{
    /// <summary>Above it topics have ids and no names.</summary>
    private const short NamesTopicsMax = 9;

    private readonly Lock _lock = new();
    private readonly string _bootstrap;
    private readonly string _group;
    private readonly Dictionary<(string Topic, int Partition), long> _acknowledged = [];
    private readonly HashSet<(string Topic, int Partition, long Offset)> _reported = [];
    private readonly List<((string Topic, int Partition) Partition, long Offset, long Acknowledged)> _behind = [];
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _watching;

    public CommittedWatch(string bootstrap, string group)
    {
        (_bootstrap, _group) = (bootstrap, group);
        _watching = WatchAsync();
    }

    /// <summary>A member was told that this is committed.</summary>
    public void Acknowledge(string topic, int partition, long offset)
    {
        lock (_lock)
        {
            _acknowledged[(topic, partition)] = offset;
            _reported.Add((topic, partition, offset));
        }

        _changed.Writer.TryWrite(true);
    }

    /// <summary>
    /// Returns the offsets that the server reported although it had acknowledged higher ones. A member may commit a lower offset than
    /// before by its own choice; then that is the offset it reports.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindMovedBackAsync()
    {
        _changed.Writer.TryComplete();
        await _watching;
        lock (_lock)
        {
            return
            [
                .. _behind.Where(seen => !_reported.Contains((seen.Partition.Topic, seen.Partition.Partition, seen.Offset)))
                    .Select(seen => $"The server said {seen.Offset} for {seen.Partition} after it had acknowledged {seen.Acknowledged}."),
            ];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _changed.Writer.TryComplete();
        await _watching;
    }

    private async Task WatchAsync()
    {
        while (await _changed.Reader.WaitToReadAsync())
        {
            try
            {
                await using var connection = await RawConnection.OpenAsync(_bootstrap);
                while (await _changed.Reader.WaitToReadAsync())
                {
                    _changed.Reader.TryRead(out _);
                    await CompareAsync(connection.CallAsync<OffsetFetchRequest, OffsetFetchResponse>);
                }
            }
            catch (KafkaException fault) when (fault.IsUnanswered)
            {
                // The server was killed: it is asked again after the next commit.
                _changed.Reader.TryRead(out _);
            }
        }
    }

    private async Task CompareAsync(Func<OffsetFetchRequest, CancellationToken, short, ValueTask<OffsetFetchResponse>> ask)
    {
        KeyValuePair<(string Topic, int Partition), long>[] acknowledged;
        lock (_lock)
        {
            acknowledged = [.. _acknowledged];
        }

        var request = new OffsetFetchRequest
        {
            Groups = [new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = _group, Topics = null }],
        };
        var answer = (await ask(request, TestContext.Current.CancellationToken, NamesTopicsMax)).Groups[0];
        if (answer.ErrorCode != ErrorCode.None)
        {
            return;
        }

        var stored = answer.Topics
            .SelectMany(topic => topic.Partitions.Select(partition => ((topic.Name, partition.PartitionIndex), partition.CommittedOffset)))
            .ToDictionary();
        lock (_lock)
        {
            _behind.AddRange(acknowledged
                .Select(pair => (pair.Key, Offset: stored.GetValueOrDefault(pair.Key, -1), pair.Value))
                .Where(seen => seen.Offset < seen.Value));
        }
    }
}
