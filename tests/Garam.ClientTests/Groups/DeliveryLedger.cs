using Garam.ClientTests.Support;

namespace Garam.ClientTests.Groups;

/// <summary>
/// Records what a whole group read. A record may come a second time only if no member had committed past it before its reader was given the
/// partition: its first reader died or lost the partition between reading and committing. Members report on threads of their own.
/// </summary>
public sealed class DeliveryLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Topic, int Partition), SortedSet<long>> _delivered = [];
    private readonly Dictionary<(string Topic, int Partition), long> _committed = [];
    private readonly Dictionary<(string Member, string Topic, int Partition), long> _floors = [];
    private readonly List<string> _violations = [];
    private readonly List<string> _ownRepeats = [];

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

    /// <summary>
    /// Records that came again although their place was committed, but only after their reader had been given the partition: it went on
    /// from what was committed before, or from what it had fetched before. No server can prevent that.
    /// </summary>
    public IReadOnlyList<string> OwnRepeats
    {
        get
        {
            lock (_lock)
            {
                return [.. _ownRepeats];
            }
        }
    }

    /// <summary>Records that came again although their place was committed before their reader was given the partition.</summary>
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
                var floor = _floors.GetValueOrDefault((member, topic, number), committed);
                var repeats = offset < floor ? _violations : _ownRepeats;
                repeats.Add(
                    $"{member} got {partition} offset {offset} again, though {committed} was committed, "
                        + $"and {floor} when it was given the partition.");
            }
        }
    }

    /// <summary>The member was given these partitions; it asks for their committed offsets after that.</summary>
    public void Assign(string member, string topic, IReadOnlyList<int> partitions)
    {
        lock (_lock)
        {
            foreach (var partition in partitions)
            {
                _floors[(member, topic, partition)] = _committed.GetValueOrDefault((topic, partition));
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
            return [.. _delivered.Where(pair => pair.Value.Count != pair.Value.Max + 1).Select(
                pair => $"{pair.Key}: {pair.Value.Count} of {pair.Value.Max + 1} records")];
        }
    }
}
