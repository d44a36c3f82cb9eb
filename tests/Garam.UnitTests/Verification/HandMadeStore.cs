using System.Buffers;
using System.Text;
using Garam.Segments;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;
using Garam.Storage.Format;
using Garam.Storage.Memory;
using Garam.Verification;
using Garam.Verification.Findings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Verification;

/// <summary>A store as a server would leave it, made step by step, so that each step can be made wrong.</summary>
internal sealed class HandMadeStore
{
    public static readonly Uuid Topic = new(7, 7);

    private static readonly Dictionary<long, SkipRecord> NoSkips = [];

    private readonly Replica _replica = new(NoSkips, NullLogger<Replica>.Instance);
    private EntryChain _chain = EntryChain.Genesis;
    private long _commits;

    public MemoryObjectStore Objects { get; } = new();

    public long Tail => _chain.Sequence;

    /// <summary>Added to the numbers of the segments that are written from now on.</summary>
    public long NumbersFrom { get; set; }

    /// <summary>A leader, a process, and the topic "t" of two partitions.</summary>
    public static async Task<HandMadeStore> CreateAsync()
    {
        var store = new HandMadeStore();
        await store.Objects.CreateAsync(StoreFormat.Key, "garam store 1\n"u8.ToArray(), CancellationToken.None);
        await store.AppendAsync(new LeaderClaim { Epoch = 1, Nonce = 1 });
        await store.AppendAsync(
            new RegisterProcess { Host = "h", Port = 1, Name = "p", Roles = [] },
            new CreateTopic { TopicId = Topic, Name = "t", Partitions = 2, ReplicationFactor = 1 });
        return store;
    }

    /// <summary>Four segments of an idempotent producer and of a plain one, a snapshot after the first and after the third.</summary>
    public static async Task<HandMadeStore> CreateWithRecordsAsync()
    {
        var store = await CreateAsync();
        for (var round = 0; round < 4; round++)
        {
            await store.CommitAsync([(0, Batch(2, producerId: 5, baseSequence: 2 * round)), (1, Batch(3))]);
            if (round is 0 or 2)
            {
                await store.SnapshotAsync();
            }
        }

        return store;
    }

    public static byte[] Batch(int records, long producerId = -1, int baseSequence = -1, CompressionType codec = default, short epoch = 0)
    {
        var batch = new BatchBuilder
        {
            ProducerId = producerId,
            ProducerEpoch = producerId < 0 ? (short)-1 : epoch,
            BaseSequence = baseSequence,
            Compression = codec,
        };
        for (var i = 0; i < records; i++)
        {
            batch.Append(1_000 + i, null, Encoding.UTF8.GetBytes($"value {i}"));
        }

        return batch.ToArray();
    }

    public async Task AppendAsync(params Command[] commands)
    {
        var digest = _replica.Position.Digest;
        var header = new JournalEntryHeader(
            _chain.Sequence + 1, 1, (ulong)_chain.Sequence + 100, _chain.Nonce, 10 * _chain.Sequence, digest.Sequence, digest.Value);
        _replica.Apply(new StoredEntry(header.Sequence, await StoreEntryAsync(header, commands)));
        _chain = _chain.After(header);
    }

    /// <summary>An entry of a leader that has lost, which every replica steps over.</summary>
    public async Task StepOverAsync()
    {
        var header = new JournalEntryHeader(_chain.Sequence + 1, 1, 9, 8, 0, 0, 0);
        _replica.Apply(new StoredEntry(header.Sequence, await StoreEntryAsync(header)));
        _chain = _chain.After(header);
    }

    /// <summary>An entry that need not be the next one, and that nobody applies.</summary>
    public async Task<byte[]> StoreEntryAsync(JournalEntryHeader header, params Command[] commands)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        foreach (var command in commands)
        {
            var frame = new ArrayBufferWriter<byte>();
            command.TimestampMs = header.TimestampMs;
            CommandCatalog.Write(command, frame);
            frames.Add(frame.WrittenMemory);
        }

        var bytes = JournalEntryCodec.Encode(header, frames);
        await Objects.CreateAsync(ObjectStoreJournal.KeyOf(header.Sequence), bytes, CancellationToken.None);
        return bytes;
    }

    /// <summary>Writes a segment and commits it. <paramref name="change"/> makes the commit say something else than the segment.</summary>
    public async Task<SegmentId> CommitAsync(
        IReadOnlyList<(int Partition, byte[] Bytes)> batches, Func<SegmentBatch, SegmentBatch>? change = null, short version = 0)
    {
        var (id, length, described) = await WriteSegmentAsync(batches, Tail, NumbersFrom + ++_commits);
        await AppendAsync(new CommitSegment
        {
            Version = version,
            IncarnationValue = 1,
            CommitNumber = _commits,
            ConfirmedCommitNumber = _commits - 1,
            SegmentBirth = id.Birth,
            SegmentNumber = id.Number,
            SegmentLength = length,
            Batches = [.. described.Select(batch => change?.Invoke(batch) ?? batch)],
        });
        return id;
    }

    public async Task<(SegmentId Id, int Length, List<SegmentBatch> Batches)> WriteSegmentAsync(
        IReadOnlyList<(int Partition, byte[] Bytes)> batches, long birth, long number)
    {
        var id = new SegmentId(birth, 1, number);
        var (bytes, described) = Seal(batches);
        await Objects.CreateAsync(id.Key, bytes, CancellationToken.None);
        return (id, bytes.Length, described);
    }

    public async Task SnapshotAsync()
    {
        var (header, cut) = _replica.Cut(0);
        using var owned = cut;
        await new SnapshotStore(Objects, NullLogger<SnapshotStore>.Instance).WriteAsync(header, cut.ReadChunks(), CancellationToken.None);
    }

    public async Task ChangeAsync(string key, Func<byte[], byte[]> change)
    {
        var stat = await Objects.StatAsync(key, CancellationToken.None);
        var bytes = new byte[stat!.Value.Size];
        await Objects.ReadAsync(key, 0, bytes, CancellationToken.None);
        await Objects.DeleteAsync([key], CancellationToken.None);
        await Objects.CreateAsync(key, change(bytes), CancellationToken.None);
    }

    public Task FlipAsync(string key, int position) => ChangeAsync(key, bytes =>
    {
        bytes[position < 0 ? bytes.Length + position : position] ^= 0x40;
        return bytes;
    });

    public async Task DeleteAsync(string key) => await Objects.DeleteAsync([key], CancellationToken.None);

    public async Task<List<string>> KeysAsync(string prefix) =>
        [.. (await Objects.ListAsync(prefix, prefix, 1_000, CancellationToken.None)).Select(stat => stat.Key)];

    public async Task<(VerificationReport Report, List<Finding> Findings)> VerifyAsync(bool deep = true)
    {
        var findings = new List<Finding>();
        var report = await new StoreVerifier(Objects, new VerificationOptions { IsDeep = deep }, TimeProvider.System).RunAsync(
            findings.Add, CancellationToken.None);
        return (report, findings);
    }

    /// <summary>The codes of what was found, without repeats.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(bool deep = true) =>
        [.. (await VerifyAsync(deep)).Findings.Select(finding => finding.Kind.Code).Distinct().Order(StringComparer.Ordinal)];

    private static (byte[] Bytes, List<SegmentBatch> Batches) Seal(IReadOnlyList<(int Partition, byte[] Bytes)> batches)
    {
        var runs = new List<SegmentRun>();
        var block = new byte[SegmentFormat.LengthFor(batches.Sum(batch => batch.Bytes.Length), batches.Count)];
        var writer = new SegmentWriter(block, runs);
        var described = new List<SegmentBatch>();
        var last = -1;
        foreach (var (partition, bytes) in batches)
        {
            if (partition != last)
            {
                writer.BeginRun(Topic, partition);
            }

            last = partition;
            var header = new RecordBatchHeader(bytes);
            Assert.True(writer.TryAppend(bytes, header.TimestampType, header.MaxTimestamp, out var position));
            described.Add(Describe(partition, header, position, bytes.Length));
        }

        return (block[..writer.Finish()], described);
    }

    private static SegmentBatch Describe(int partition, RecordBatchHeader header, int position, int length) => new()
    {
        TopicId = Topic,
        Partition = partition,
        Position = position,
        Length = length,
        RecordCount = header.LastOffsetDelta + 1,
        BaseTimestampMs = header.BaseTimestamp,
        MaxTimestampMs = header.MaxTimestamp,
        ProducerId = header.ProducerId,
        ProducerEpoch = header.ProducerEpoch,
        BaseSequence = header.BaseSequence,
        Attributes = header.Attributes,
    };
}
