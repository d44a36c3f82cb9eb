using System.Buffers.Binary;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol;

namespace Garam.ClientTests.Managed;

/// <summary>Reads numbers from a consumer until it is disposed, and keeps them as they came. Owns its task, not the consumer.</summary>
internal sealed class NumberReader : IAsyncDisposable
{
    private readonly string _name;
    private readonly Func<CancellationToken, ValueTask<IReadOnlyList<FetchedPartition>>> _poll;
    private readonly Lock _lock = new();
    private readonly Dictionary<(TopicPartition Partition, Uuid Topic), List<(long Offset, long Number)>> _read = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _reading;

    public NumberReader(string name, Func<CancellationToken, ValueTask<IReadOnlyList<FetchedPartition>>> poll)
    {
        (_name, _poll) = (name, poll);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Returns what the partition held, for each of the topics that had the name, the first one first.</summary>
    public IReadOnlyList<IReadOnlyList<(long Offset, long Number)>> ReadOf(TopicPartition partition)
    {
        lock (_lock)
        {
            return [.. _read.Where(read => read.Key.Partition == partition).Select(static read => read.Value.ToList())];
        }
    }

    /// <summary>The newest topic of this name gave so many.</summary>
    public Task UntilAsync(TopicPartition partition, long count, int topics = 1) => Eventually.TrueAsync(
        async () =>
        {
            if (_reading.IsCompleted)
            {
                await _reading;
            }

            var read = ReadOf(partition);
            return read.Count == topics && read[^1].Count >= count;
        },
        $"{count} records of {partition} read by {_name}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        _stopping.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                foreach (var fetched in await _poll(_stopping.Token))
                {
                    using (fetched)
                    {
                        Keep(fetched);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    private void Keep(FetchedPartition fetched)
    {
        lock (_lock)
        {
            if (!_read.TryGetValue((fetched.Partition, fetched.TopicId), out var read))
            {
                _read[(fetched.Partition, fetched.TopicId)] = read = [];
            }

            foreach (ref readonly var record in fetched.Records())
            {
                read.Add((record.Offset, BinaryPrimitives.ReadInt64LittleEndian(record.Value)));
            }
        }
    }
}
