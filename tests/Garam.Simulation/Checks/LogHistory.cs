using System.Security.Cryptography;
using Garam.Client.Fetching;
using Garam.Protocol.Records;
using Garam.Simulation.Scheduling;

namespace Garam.Simulation.Checks;

/// <summary>
/// The history that the clients of a run saw of one log. Every new piece must agree with all before it: an offset has one batch for ever,
/// and an acknowledged record lies where its producer was told.
/// </summary>
internal sealed class LogHistory(string name)
{
    private readonly Dictionary<long, UInt128> _batches = [];
    private readonly SortedDictionary<long, RecordId> _read = [];
    private readonly Dictionary<long, RecordId> _acknowledged = [];
    private readonly HashSet<RecordId> _promised = [];

    public int AcknowledgedCount => _acknowledged.Count;

    public int ReadCount => _read.Count;

    public void Acknowledge(long offset, RecordId record)
    {
        if (!_acknowledged.TryAdd(offset, record))
        {
            throw new SimulationException($"{name}: offset {offset} was acknowledged for {_acknowledged[offset]} and again for {record}.");
        }

        if (_read.TryGetValue(offset, out var found) && found != record)
        {
            throw new SimulationException($"{name}: offset {offset} was acknowledged for {record}, but a reader found {found} there.");
        }
    }

    /// <summary>Acknowledged at an offset that its producer does not know.</summary>
    public void Promise(RecordId record) => _promised.Add(record);

    /// <summary>Batches as a broker returned them for a fetch.</summary>
    public void Read(FetchedPartition fetched)
    {
        var next = fetched.FetchOffset;
        var batches = new BatchSequenceReader(fetched.Batches.Span);
        for (var isFirst = true; batches.MoveNext(); isFirst = false)
        {
            var header = new RecordBatchHeader(batches.Current);
            if (isFirst ? header.BaseOffset > next : header.BaseOffset != next)
            {
                throw new SimulationException($"{name}: offset {next} is followed by a batch at {header.BaseOffset}.");
            }

            if (header.LastOffset >= fetched.HighWatermark)
            {
                throw new SimulationException(
                    $"{name}: a reader sees offset {header.LastOffset}, above the high watermark {fetched.HighWatermark}.");
            }

            Remember(header.BaseOffset, batches.Current);
            next = header.LastOffset + 1;
        }

        foreach (var record in fetched.ReadRecords())
        {
            Remember(record);
        }
    }

    /// <summary>The whole log has been read up to its end: compares it with everything that was promised.</summary>
    public void CheckComplete(long end)
    {
        if (_read.Count != end)
        {
            throw new SimulationException($"{name}: {end} offsets were given, {_read.Count} can be read.");
        }

        foreach (var (offset, record) in _acknowledged)
        {
            if (!_read.TryGetValue(offset, out var found) || found != record)
            {
                throw new SimulationException($"{name}: {record} was acknowledged at offset {offset}, where there is {found} now.");
            }
        }

        _promised.ExceptWith(_read.Values);
        if (_promised.Count > 0)
        {
            throw new SimulationException(
                $"{name}: {_promised.First()} was acknowledged as a duplicate and is nowhere in the log ({_promised.Count} such records).");
        }

        CheckOrder();
    }

    private void CheckOrder()
    {
        var last = new Dictionary<int, long>();
        foreach (var (offset, record) in _read)
        {
            if (last.TryGetValue(record.Producer, out var before) && record.Number <= before)
            {
                throw new SimulationException($"{name}: {record} lies at offset {offset}, behind number {before} of the same producer.");
            }

            last[record.Producer] = record.Number;
        }
    }

    private void Remember(long baseOffset, ReadOnlySpan<byte> batch)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(batch, hash);
        var digest = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
        if (!_batches.TryAdd(baseOffset, digest) && _batches[baseOffset] != digest)
        {
            throw new SimulationException($"{name}: two readers see different batches at offset {baseOffset}.");
        }
    }

    private void Remember(ConsumedRecord record)
    {
        var id = RecordId.Read(record.Value);
        if (!_read.TryAdd(record.Offset, id) && _read[record.Offset] != id)
        {
            throw new SimulationException($"{name}: offset {record.Offset} held {_read[record.Offset]} and then {id}.");
        }

        if (_acknowledged.TryGetValue(record.Offset, out var promised) && promised != id)
        {
            throw new SimulationException($"{name}: offset {record.Offset} was acknowledged for {promised}, but a reader finds {id}.");
        }
    }
}
