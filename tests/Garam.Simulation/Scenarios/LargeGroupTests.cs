using System.Buffers;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Objects;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Groups;
using Garam.Metadata.State;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// A store of an older program that let a group grow past what its snapshots could hold: every snapshot failed, and the journal was never
/// trimmed. It opens, snapshots and trims, and a node that restarts from such a snapshot has the group.
/// </summary>
public sealed class LargeGroupTests
{
    private const int MetadataBytes = 9 * 1024 * 1024;
    private const string Group = "large";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_old_store_with_a_group_of_nine_mebibytes_opens_and_snapshots(int seed) => Scenario.Run(seed, GrowAsync);

    private static async Task GrowAsync(Scenario scenario)
    {
        await LeaveOldStoreAsync(scenario);
        var world = new World(TimeSpan.FromSeconds(60));
        var node = scenario.StartNode(storeIsExclusive: true);
        await node.Started;
        var admin = scenario.NewMachine("admin");
        await admin.RunAsync(new AdminProgram(admin, world).CreateTopicsAsync);
        var machine = scenario.NewMachine("producer");
        await machine.RunAsync(new ProducerProgram(machine, 0, world).RunAsync);
        node.Process.Kill();

        Assert.True(await new DurableFloor(scenario.Store.Objects).ReadAsync(CancellationToken.None) > 2);
        var next = scenario.StartNode(storeIsExclusive: true);
        var restarted = await next.Started;
        Assert.True(restarted.Replica.RestoredSequence > 2);
        Assert.Equal(MetadataBytes, restarted.Replica.Read(
            Group, static (state, id) => state.Groups.TryGet(id, out var group)
                ? group.Members.Values.Sum(member => member.MetadataOf("range").Length)
                : 0));
        Assert.DoesNotContain(
            await scenario.ListAsync(SnapshotKeys.Prefix),
            static stat => stat.Size > SnapshotReader.ChunkBytesMax + StoredRecord.OverheadBytes);
        await next.Life.StopAsync();
        await VerifierCheck.RunAsync(scenario.Store.Objects, scenario.Director);
    }

    /// <summary>A claim, the group, and the chunk of a snapshot that could not be read back.</summary>
    private static async Task LeaveOldStoreAsync(Scenario scenario)
    {
        var metadata = new byte[MetadataBytes];
        scenario.Random.NextBytes(metadata);
        var join = new CompleteJoin
        {
            GroupId = Group,
            Generation = 1,
            ProtocolType = "consumer",
            ProtocolName = "range",
            LeaderId = "m",
            Members = [new MemberState
            {
                MemberId = "m", SessionTimeoutMs = 1_800_000, RebalanceTimeoutMs = 1_800_000,
                Protocols = [new MemberProtocol { Name = "range", Metadata = metadata }],
            }],
        };
        await AppendAsync(scenario, new JournalEntryHeader(1, 1, 11, EntryChain.GenesisNonce, 1, 0, 0), new LeaderClaim { Epoch = 1 });
        await AppendAsync(scenario, new JournalEntryHeader(2, 1, 12, 11, 1, 0, 0), join);
        await scenario.Store.Objects.CreateAsync(
            SnapshotKeys.Chunk(new SnapshotChunk(2, 0, MetadataBytes, 0)), metadata, CancellationToken.None);
    }

    private static async Task AppendAsync(Scenario scenario, JournalEntryHeader header, Command command)
    {
        var frame = new ArrayBufferWriter<byte>();
        command.TimestampMs = header.TimestampMs;
        CommandCatalog.Write(command, frame);
        await scenario.Store.Objects.CreateAsync(
            ObjectStoreJournal.KeyOf(header.Sequence), JournalEntryCodec.Encode(header, [frame.WrittenMemory]), CancellationToken.None);
    }
}
