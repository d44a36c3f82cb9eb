using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Agents;

/// <summary>
/// Records what the producer of a topic was told and what a group read of it. Partition p is sent p, p + P, p + 2P, … With an idempotent
/// producer each has to be read there once and in order; otherwise what was acknowledged has to be there. After a rebalance of the group
/// its members may read again what they had not committed. The client's reader and the test use it.
/// </summary>
internal sealed class StreamLedger(RecordStream stream, int partitions)
{
    private readonly Lock _lock = new();
    private readonly List<(int Partition, long Offset, long Number)> _acknowledged = [];
    private readonly List<long>[] _stored = [.. Enumerable.Range(0, partitions).Select(static _ => new List<long>())];
    private readonly int[] _acknowledgedOf = new int[partitions];
    private readonly bool[] _mayRepeat = new bool[partitions];
    private readonly List<string> _faults = [];
    private readonly Pauses _acknowledging = new(partitions);
    private readonly Pauses _reading = new(partitions);

    public RecordStream Stream => stream;

    /// <summary>Records that came where another one belongs.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults];
            }
        }
    }

    public int Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.Count;
            }
        }
    }

    public int Read
    {
        get
        {
            lock (_lock)
            {
                return _stored.Sum(static numbers => numbers.Count);
            }
        }
    }

    /// <summary>The longest waits of a partition, for the report.</summary>
    public string Waits
    {
        get
        {
            lock (_lock)
            {
                return FormattableString.Invariant(
                    $"{stream.Name}: {_acknowledging.Longest:F1} s for an acknowledgement, {_reading.Longest:F1} s for a record");
            }
        }
    }

    public void Acknowledge(int partition, long offset, long number)
    {
        lock (_lock)
        {
            _acknowledged.Add((partition, offset, number));
            _acknowledgedOf[partition]++;
            _acknowledging.Note(partition);
            if (stream.Idempotent && offset != number / partitions)
            {
                _faults.Add($"{stream.Name}-{partition}: {number} was acknowledged at offset {offset}.");
            }
        }
    }

    /// <summary>The group has rebalanced.</summary>
    public void Rebalance()
    {
        lock (_lock)
        {
            Array.Fill(_mayRepeat, true);
        }
    }

    public void Accept(in ConsumedRecord record)
    {
        lock (_lock)
        {
            var stored = _stored[record.Partition];
            var expected = ((long)stored.Count * partitions) + record.Partition;
            var isNumber = Utf8Parser.TryParse(record.Value, out long number, out _);
            if (_mayRepeat[record.Partition] && record.Offset < stored.Count && number == stored[(int)record.Offset])
            {
                return;
            }

            _mayRepeat[record.Partition] = false;
            if (!isNumber || record.Offset != stored.Count || (stream.Idempotent && number != expected))
            {
                _faults.Add(
                    $"{stream.Name}-{record.Partition}: offset {record.Offset} with {Encoding.UTF8.GetString(record.Value)} was read where "
                        + $"offset {stored.Count} belongs.");
            }

            stored.Add(number);
            _reading.Note(record.Partition);
        }
    }

    /// <summary>The number of acknowledged and of read records of each partition.</summary>
    public IReadOnlyList<int> Progress()
    {
        lock (_lock)
        {
            return [.. _acknowledgedOf, .. _stored.Select(static numbers => numbers.Count)];
        }
    }

    /// <summary>Finds what was acknowledged here and is not in what <paramref name="reader"/> read.</summary>
    public IReadOnlyList<string> MissingFrom(StreamLedger reader)
    {
        (int Partition, long Offset, long Number)[] acknowledged;
        lock (_lock)
        {
            acknowledged = [.. _acknowledged];
        }

        lock (reader._lock)
        {
            return [.. acknowledged.Where(one => !reader.Has(one)).Select(one => $"{stream.Name} {one}")];
        }
    }

    private bool Has((int Partition, long Offset, long Number) one) =>
        one.Offset < _stored[one.Partition].Count && _stored[one.Partition][(int)one.Offset] == one.Number;

    /// <summary>Measures between neighbours of one partition.</summary>
    private sealed class Pauses(int partitions)
    {
        private readonly long[] _last = new long[partitions];

        public double Longest { get; private set; }

        public void Note(int partition)
        {
            var now = Stopwatch.GetTimestamp();
            if (_last[partition] != 0)
            {
                Longest = Math.Max(Longest, Stopwatch.GetElapsedTime(_last[partition], now).TotalSeconds);
            }

            _last[partition] = now;
        }
    }
}
