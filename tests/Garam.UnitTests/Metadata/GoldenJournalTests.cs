using System.Buffers;
using System.Buffers.Binary;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Checksums;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Metadata;

/// <summary>
/// Each file holds framed commands, one per sequence number. It was written once and is never written again: what these commands
/// mean is frozen. A new meaning is a new command version, and another golden file beside these.
/// </summary>
public sealed class GoldenJournalTests
{
    /// <summary>Everything but groups.</summary>
    private const string Cluster = "journal-v0.commands";

    private const string Groups = "journal-v0-groups.commands";

    /// <summary>The commands that got a new meaning with feature level 1, among the others.</summary>
    private const string LevelOne = "journal-v1.commands";

    /// <summary>The time goes back twice.</summary>
    private const string Time = "journal-v1-time.commands";

    /// <summary>Node ids that belong to names, and agents that are about to stop.</summary>
    private const string LevelTwo = "journal-v2.commands";

    /// <summary>Processes with listeners for clients of one zone.</summary>
    private const string Listeners = "journal-v3-listeners.commands";

    [Theory]
    [InlineData(Cluster, 1500, 2250331114u, 3626011383u)]
    [InlineData(Groups, 1200, 2018437732u, 1524491945u)]
    [InlineData(LevelOne, 1500, 3094396061u, 2829562u)]
    [InlineData(Time, 302, 1690583880u, 582465275u)]
    [InlineData(LevelTwo, 1500, 3425247807u, 3001157642u)]
    [InlineData(Listeners, 1000, 610599151u, 63806103u)]
    public void The_golden_journals_replay_to_the_same_results_and_the_same_snapshots_for_ever(
        string golden, int entries, uint results, uint snapshot)
    {
        var (state, digest) = Replay(ReadGolden(golden));

        Assert.Equal(entries, state.Sequence);
        Assert.Equal((results, snapshot), (digest, SnapshotChecksum(state)));
    }

    [Fact]
    public void Together_they_hold_every_command_in_every_version()
    {
        var kinds = new[]
        {
            Cluster, Groups, LevelOne, Time, LevelTwo, Listeners,
        }.SelectMany(golden => Commands(ReadGolden(golden))).Select(command => (command.Type, command.Version)).ToHashSet();

        Assert.All(CommandCatalog.Types, type =>
        {
            for (short version = 0; version <= CommandCatalog.VersionAt(type, short.MaxValue); version++)
            {
                Assert.Contains((type, version), kinds);
            }
        });
    }

    [Theory]
    [InlineData(Cluster)]
    [InlineData(Groups)]
    [InlineData(LevelOne)]
    [InlineData(Time)]
    [InlineData(LevelTwo)]
    [InlineData(Listeners)]
    public void Commands_are_written_as_they_were_read(string file)
    {
        var golden = ReadGolden(file);
        var again = new ArrayBufferWriter<byte>();
        Commands(golden).ForEach(command => CommandCatalog.Write(command, again));

        Assert.True(golden.AsSpan().SequenceEqual(again.WrittenSpan));
    }

    [Fact]
    public void A_command_of_a_newer_program_is_refused_by_name()
    {
        var unknownType = ReadGolden(Cluster);
        BinaryPrimitives.WriteInt16BigEndian(unknownType.AsSpan(8), 999);
        Assert.Contains("999", Refusal(unknownType), StringComparison.Ordinal);

        var unknownVersion = ReadGolden(Cluster);
        BinaryPrimitives.WriteInt16BigEndian(unknownVersion.AsSpan(10), 3);
        Assert.Contains("version 3", Refusal(unknownVersion), StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalog_has_every_command_and_every_number()
    {
        var commands = typeof(Command).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(Command)))
            .Select(static type => ((Command)Activator.CreateInstance(type)!).Type)
            .Order();

        Assert.Equal(Enum.GetValues<CommandType>(), CommandCatalog.Types);
        Assert.Equal(CommandCatalog.Types, commands);
    }

    private static string Refusal(byte[] bytes) => Assert.Throws<MalformedRequestException>(() =>
    {
        var reader = new WireReader(bytes);
        CommandCatalog.Read(ref reader);
    }).Message;

    private static (ClusterState State, uint Digest) Replay(byte[] golden)
    {
        var state = new ClusterState();
        var effects = new ApplyEffects();
        var commands = Commands(golden);
        var results = commands.ConvertAll(command =>
        {
            effects.Clear();
            return state.Apply(command, state.Sequence + 1, effects);
        });
        return (state, EntryDigest.Of(state.Sequence, FeatureLevels.One, commands, results).Value);
    }

    private static List<Command> Commands(byte[] golden)
    {
        var commands = new List<Command>();
        var reader = new WireReader(golden);
        while (reader.Remaining > 0)
        {
            commands.Add(CommandCatalog.Read(ref reader));
        }

        return commands;
    }

    private static uint SnapshotChecksum(ClusterState state) =>
        TestCluster.Snapshot(state).Aggregate(0u, (crc, chunk) => Crc32C.Append(crc, chunk));

    private static byte[] ReadGolden(string golden)
    {
        using var stream = typeof(GoldenJournalTests).Assembly.GetManifestResourceStream(golden);
        Assert.NotNull(stream);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
