using System.Buffers;
using System.Buffers.Binary;
using Garam.Metadata;
using Garam.Metadata.Commands;
using Garam.Protocol;
using Garam.Protocol.Checksums;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Metadata;

/// <summary>
/// The file holds framed commands, one per sequence number. It was written once and is never written again: what these commands
/// mean is frozen. A new meaning is a new command version, and another golden file beside this one.
/// </summary>
public sealed class GoldenJournalTests
{
    private const string Golden = "journal-v0.commands";

    [Fact]
    public void The_golden_journal_replays_to_the_same_results_and_the_same_snapshot_for_ever()
    {
        var (state, digest) = Replay(ReadGolden());

        Assert.Equal(1500, state.Sequence);
        Assert.Equal((3988774652u, 3626011383u), (digest, SnapshotChecksum(state)));
    }

    [Fact]
    public void Commands_are_written_as_they_were_read()
    {
        var golden = ReadGolden();
        var reader = new WireReader(golden);
        var again = new ArrayBufferWriter<byte>();
        while (reader.Remaining > 0)
        {
            CommandCatalog.Write(CommandCatalog.Read(ref reader), again);
        }

        Assert.True(golden.AsSpan().SequenceEqual(again.WrittenSpan));
    }

    [Fact]
    public void A_command_of_a_newer_program_is_refused_by_name()
    {
        var unknownType = ReadGolden();
        BinaryPrimitives.WriteInt16BigEndian(unknownType.AsSpan(8), 999);
        Assert.Contains("999", Refusal(unknownType), StringComparison.Ordinal);

        var unknownVersion = ReadGolden();
        BinaryPrimitives.WriteInt16BigEndian(unknownVersion.AsSpan(10), 3);
        Assert.Contains("version 3", Refusal(unknownVersion), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_type_makes_a_result_of_its_own() =>
        Assert.All(CommandCatalog.Types, type => Assert.NotSame(CommandCatalog.CreateResult(type), CommandCatalog.CreateResult(type)));

    private static string Refusal(byte[] bytes) => Assert.Throws<MalformedRequestException>(() =>
    {
        var reader = new WireReader(bytes);
        CommandCatalog.Read(ref reader);
    }).Message;

    private static (ClusterState State, uint Digest) Replay(byte[] golden)
    {
        var state = new ClusterState();
        var digest = new ResultDigest();
        var effects = new ApplyEffects();
        var reader = new WireReader(golden);
        while (reader.Remaining > 0)
        {
            var command = CommandCatalog.Read(ref reader);
            digest.Add(command.Type, state.Apply(command, state.Sequence + 1, effects));
            effects.Clear();
        }

        return (state, digest.Value);
    }

    private static uint SnapshotChecksum(ClusterState state) =>
        TestCluster.Snapshot(state).Aggregate(0u, (crc, chunk) => Crc32C.Append(crc, chunk));

    private static byte[] ReadGolden()
    {
        using var stream = typeof(GoldenJournalTests).Assembly.GetManifestResourceStream(Golden);
        Assert.NotNull(stream);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
