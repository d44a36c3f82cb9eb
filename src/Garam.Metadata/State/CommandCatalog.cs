using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Frozen;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Logs;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.State;

/// <summary>
/// Every command that this program can apply, and how commands are framed wherever they are stored or sent:
/// timestamp (64 bits), type (16), version (16), length of the body (32), body.
/// </summary>
public static class CommandCatalog
{
    private static readonly FrozenDictionary<CommandType, Entry> Entries = new[]
    {
        Entry.Of<LeaderClaim, StatusResult>(CommandType.LeaderClaim),
        Entry.Of<Resign, StatusResult>(CommandType.Resign),
        Entry.Of<SetClusterIdentity, StatusResult>(CommandType.SetClusterIdentity),
        Entry.Of<SetFeatureLevel, StatusResult>(CommandType.SetFeatureLevel, 0, 0),
        Entry.Of<RegisterProcess, RegisterProcessResult>(CommandType.RegisterProcess),
        Entry.Of<RemoveProcess, StatusResult>(CommandType.RemoveProcess),
        Entry.Of<RaiseBirthWatermark, StatusResult>(CommandType.RaiseBirthWatermark),
        Entry.Of<ResetTime, StatusResult>(CommandType.ResetTime, FeatureLevels.One),
        Entry.Of<CreateTopic, StatusResult>(CommandType.CreateTopic),
        Entry.Of<DeleteTopic, StatusResult>(CommandType.DeleteTopic),
        Entry.Of<CreatePartitions, StatusResult>(CommandType.CreatePartitions),
        Entry.Of<DeleteRecords, DeleteRecordsResult>(CommandType.DeleteRecords),
        Entry.Of<AdvanceLogStart, StatusResult>(CommandType.AdvanceLogStart),
        Entry.Of<ReclaimExtents, ReclaimExtentsResult>(CommandType.ReclaimExtents),
        Entry.Of<AlterConfigs, StatusResult>(CommandType.AlterConfigs),
        Entry.Of<CommitSegment, CommitSegmentResult>(CommandType.CommitSegment, 0, FeatureLevels.One),
        Entry.Of<ForgetSegments, StatusResult>(CommandType.ForgetSegments),
        Entry.Of<AllocateProducerId, AllocateProducerIdResult>(CommandType.AllocateProducerId),
        Entry.Of<ExpireProducers, StatusResult>(CommandType.ExpireProducers),
        Entry.Of<CompleteJoin, StatusResult>(CommandType.CompleteJoin),
        Entry.Of<AssignGroup, StatusResult>(CommandType.AssignGroup),
        Entry.Of<RemoveMembers, StatusResult>(CommandType.RemoveMembers),
        Entry.Of<ReplaceStaticMember, StatusResult>(CommandType.ReplaceStaticMember),
        Entry.Of<CommitOffsets, CommitOffsetsResult>(CommandType.CommitOffsets),
        Entry.Of<DeleteOffsets, StatusResult>(CommandType.DeleteOffsets),
        Entry.Of<DeleteGroup, StatusResult>(CommandType.DeleteGroup),
        Entry.Of<ExpireOffsets, StatusResult>(CommandType.ExpireOffsets),
    }.ToFrozenDictionary(entry => entry.Type);

    public static IEnumerable<CommandType> Types => Entries.Keys.Order();

    /// <summary>The newest version of a command that every process of a cluster at this feature level can read. Null when the level has none.</summary>
    public static short? VersionAt(CommandType type, short featureLevel)
    {
        var levels = Find(type).Levels;
        var version = levels.Length - 1;
        while (version >= 0 && levels[version] > featureLevel)
        {
            version--;
        }

        return version < 0 ? null : (short)version;
    }

    /// <summary>In the command's own version.</summary>
    public static void Write(Command command, IBufferWriter<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination.GetSpan(sizeof(long)), command.TimestampMs);
        destination.Advance(sizeof(long));
        FramedMessage.Write((short)command.Type, command.Version, command, destination);
    }

    /// <summary>The next command. Its byte fields borrow what the reader reads from.</summary>
    public static Command Read(ref WireReader reader)
    {
        var timestamp = reader.ReadInt64();
        var entry = Find((CommandType)reader.ReadInt16());
        var version = reader.ReadInt16();
        if (version < 0 || version > entry.VersionMax)
        {
            WireFault.UnknownVersion(entry.Type.ToString(), version);
        }

        var command = entry.CreateCommand();
        command.Version = version;
        command.TimestampMs = timestamp;
        FramedMessage.ReadBody(command, version, ref reader);
        return command;
    }

    /// <summary>An empty result of the kind that Apply answers to commands of this type, to read one into.</summary>
    public static CommandResult CreateResult(CommandType type) => Find(type).CreateResult();

    private static Entry Find(CommandType type) => Entries.TryGetValue(type, out var entry)
        ? entry
        : throw new MalformedRequestException($"Command type {(short)type} is not known to this program; a newer one wrote it.");

    /// <param name="Type">Its number.</param>
    /// <param name="Levels">The feature level that each version needs, by version.</param>
    private sealed record Entry(CommandType Type, short[] Levels, Func<Command> CreateCommand, Func<CommandResult> CreateResult)
    {
        public short VersionMax => (short)(Levels.Length - 1);

        /// <param name="type">Its number.</param>
        /// <param name="levels">The feature level that each version needs; version 0 at level 0 when none is named.</param>
        public static Entry Of<TCommand, TResult>(CommandType type, params short[] levels)
            where TCommand : Command, new()
            where TResult : CommandResult, new() => new(type, levels.Length == 0 ? [0] : levels, () => new TCommand(), () => new TResult());
    }
}
