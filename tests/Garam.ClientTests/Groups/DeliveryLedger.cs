using Garam.ClientTests.Support;

namespace Garam.ClientTests.Groups;

/// <summary>
/// What a whole group saw. A record may come a second time only if nobody had committed past it: then its first reader died or lost the partition
/// between reading and committing. Members report on threads of their own.
/// </summary>
public sealed class DeliveryLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Topic, int Partition), SortedSet<long>> _delivered = [];
    private readonly Dictionary<(string Topic, int Partition), long> _committed = [];
    private readonly List<string> _violations = [];

    /// <summary>Records that came at least once.</summary>
    public long Distinct
    {
        get
        {
            lock (_lock)
            {
                return _delivered.Values.Sum(offsets => (long)offsets.Count);
            }
        }
    }

    /// <summary>Records that came again although their place was committed.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_lock)
            {
                return [.. _violations];
            }
        }
    }

    public void Deliver(string member, in ConsumedRecord record) => Deliver(member, record.Topic, record.Partition, record.Offset);

    public void Deliver(string member, string topic, int number, long offset)
    {
        var partition = (topic, number);
        lock (_lock)
        {
            if (!_delivered.TryGetValue(partition, out var offsets))
            {
                _delivered[partition] = offsets = [];
            }

            if (!offsets.Add(offset) && _committed.TryGetValue(partition, out var committed) && offset < committed)
            {
                _violations.Add($"{member} got {partition} offset {offset} again, though {committed} was committed.");
            }
        }
    }

    public void Commit(string topic, int partition, long offset)
    {
        lock (_lock)
        {
            _committed[(topic, partition)] = Math.Max(offset, _committed.GetValueOrDefault((topic, partition)));
        }
    }

    /// <summary>Partitions of which something before the last record never came.</summary>
    public IReadOnlyList<string> Gaps()
    {
        lock (_lock)
        {
            return [.. _delivered.Where(pair => pair.Value.Count != pair.Value.Max + 1).Select(pair => $"{pair.Key}: {pair.Value.Count} of {pair.Value.Max + 1} records")];
        }
    }
}
