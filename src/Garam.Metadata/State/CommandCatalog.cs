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
/// Every command that this program can apply: its result, the part of the state that applies it, and the feature level that each of its
/// versions needs. Wherever a command is stored or sent, its frame is timestamp (64 bits), type (16 bits), version (16 bits), length of the
/// body (32 bits) and body.
/// </summary>
public static class CommandCatalog
{
    private static readonly FrozenDictionary<CommandType, Kind> Kinds = new Kind[]
    {
        new Kind<LeaderClaim, StatusResult>(static (state, command, in context) => state.Facts.Apply(command, context)),
        new Kind<Resign, StatusResult>(static (state, command, in context) => state.Facts.Apply(command, context)),
        new Kind<SetClusterIdentity, StatusResult>(static (state, command, in _) => state.Facts.Apply(command)),
        new Kind<SetFeatureLevel, StatusResult>(static (state, command, in context) => state.Facts.Apply(command, context), 0, 0),
        new Kind<RaiseBirthWatermark, StatusResult>(static (state, command, in context) => state.Facts.Apply(command, context)),
        new Kind<ResetTime, StatusResult>(static (_, _, in _) => StatusResult.Done, FeatureLevels.One),

        new Kind<RegisterProcess, RegisterProcessResult>(
            static (state, command, in context) => state.Processes.Apply(command, context),
            0, FeatureLevels.Two, FeatureLevels.Three),
        new Kind<RemoveProcess, StatusResult>(static (state, command, in context) => state.Processes.Apply(command, context)),
        new Kind<DrainProcess, StatusResult>(
            static (state, command, in context) => state.Processes.Apply(command, context), FeatureLevels.Two),

        new Kind<CreateTopic, StatusResult>(static (state, command, in context) => state.TopicApplier.Apply(command, context)),
        new Kind<DeleteTopic, StatusResult>(static (state, command, in context) => state.TopicApplier.Apply(command, context)),
        new Kind<CreatePartitions, StatusResult>(static (state, command, in context) => state.TopicApplier.Apply(command, context)),
        new Kind<AlterConfigs, StatusResult>(static (state, command, in context) => state.TopicApplier.Apply(command, context)),

        new Kind<CommitSegment, CommitSegmentResult>(
            static (state, command, in context) => state.CommitApplier.Apply(command, context), 0, FeatureLevels.One, FeatureLevels.Two),
        new Kind<ForgetSegments, StatusResult>(static (state, command, in _) => state.Segments.Apply(command)),

        new Kind<DeleteRecords, DeleteRecordsResult>(static (state, command, in context) => state.TrimApplier.Apply(command, context)),
        new Kind<AdvanceLogStart, StatusResult>(static (state, command, in context) => state.TrimApplier.Apply(command, context)),
        new Kind<ReclaimExtents, ReclaimExtentsResult>(static (state, command, in context) => state.TrimApplier.Apply(command, context)),

        new Kind<AllocateProducerId, AllocateProducerIdResult>(static (state, command, in _) => state.ProducerIds.Apply(command)),
        new Kind<ExpireProducers, StatusResult>(static (state, command, in _) => state.TrimApplier.Apply(command)),

        new Kind<CompleteJoin, StatusResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
        new Kind<AssignGroup, StatusResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
        new Kind<RemoveMembers, StatusResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
        new Kind<ReplaceStaticMember, StatusResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
        new Kind<CommitOffsets, CommitOffsetsResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
        new Kind<DeleteOffsets, StatusResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
        new Kind<DeleteGroup, StatusResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
        new Kind<ExpireOffsets, StatusResult>(static (state, command, in context) => state.GroupApplier.Apply(command, context)),
    }.ToFrozenDictionary(kind => kind.Type);

    private delegate TResult Applier<in TCommand, out TResult>(ClusterState state, TCommand command, in ApplyContext context);

    public static IEnumerable<CommandType> Types => Kinds.Keys.Order();

    /// <summary>
    /// Returns the newest version of a command that every process of a cluster at this feature level can read; null if there is none.
    /// </summary>
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

    /// <summary>Writes the command in its own version.</summary>
    public static void Write(Command command, IBufferWriter<byte> destination) => Write(command, command.Version, destination);

    /// <summary>Writes the command in another version than its own, which stays as it is.</summary>
    public static void Write(Command command, short version, IBufferWriter<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination.GetSpan(sizeof(long)), command.TimestampMs);
        destination.Advance(sizeof(long));
        FramedMessage.Write((short)command.Type, version, command, destination);
    }

    /// <summary>Reads the next command. Its byte fields borrow the reader's memory.</summary>
    public static Command Read(ref WireReader reader)
    {
        var timestamp = reader.ReadInt64();
        var kind = Find((CommandType)reader.ReadInt16());
        var version = reader.ReadInt16();
        if (version < 0 || version >= kind.Levels.Length)
        {
            WireFault.UnknownVersion(kind.Type.ToString(), version);
        }

        var command = kind.CreateCommand();
        command.Version = version;
        command.TimestampMs = timestamp;
        FramedMessage.ReadBody(command, version, ref reader);
        return command;
    }

    /// <summary>Reads the result of a command of this type. A result is sent in one of its command's versions.</summary>
    public static CommandResult ReadResult(CommandType type, short version, ref WireReader reader)
    {
        var kind = Find(type);
        if (version < 0 || version >= kind.Levels.Length)
        {
            WireFault.UnknownVersion($"The result of {type}", version);
        }

        var result = kind.CreateResult();
        result.Read(ref reader, version);
        return result;
    }

    internal static CommandResult Apply(ClusterState state, Command command, in ApplyContext context) =>
        Find(command.Type).Apply(state, command, context);

    private static Kind Find(CommandType type) => Kinds.TryGetValue(type, out var kind)
        ? kind
        : throw new MalformedRequestException($"Command type {(short)type} is not known to this program; a newer one wrote it.");

    /// <param name="levels">The feature level that each version needs, indexed by version.</param>
    private abstract class Kind(CommandType type, short[] levels)
    {
        public CommandType Type => type;

        public short[] Levels => levels;

        public abstract Command CreateCommand();

        public abstract CommandResult CreateResult();

        public abstract CommandResult Apply(ClusterState state, Command command, in ApplyContext context);
    }

    /// <param name="apply">Applies a command of this type.</param>
    /// <param name="levels">The feature level that each version needs; none named means one version, at level 0.</param>
    private sealed class Kind<TCommand, TResult>(Applier<TCommand, TResult> apply, params short[] levels)
        : Kind(new TCommand().Type, levels.Length == 0 ? [0] : levels)
        where TCommand : Command, new()
        where TResult : CommandResult, new()
    {
        public override Command CreateCommand() => new TCommand();

        public override CommandResult CreateResult() => new TResult();

        public override CommandResult Apply(ClusterState state, Command command, in ApplyContext context) =>
            apply(state, (TCommand)command, context);
    }
}
