using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Logs;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.UnitTests.Metadata;

/// <summary>
/// Commands by chance, most of them legal, some not, in the newest versions of a feature level. The same seed gives the same commands if
/// the states are the same.
/// </summary>
internal sealed class RandomHistory(int seed, short featureLevel = 0)
{
    private readonly Random _random = new(seed);
    private int _topics;
    private long _nowMs = 1_700_000_000_000;

    public Command Next(ClusterState state)
    {
        _nowMs += _random.Next(100);
        Command command = _random.Next(100) switch
        {
            < 2 => Registration(),
            < 3 => new RemoveProcess { IncarnationValue = _random.Next(4) },
            < 4 when featureLevel >= FeatureLevels.Two => new DrainProcess { IncarnationValue = AnyProcess(state) },
            < 10 => NewTopic(),
            < 12 => new DeleteTopic { TopicId = AnyTopic() },
            < 13 => new CreatePartitions { TopicId = AnyTopic(), Partitions = _random.Next(8) },
            < 15 => new AlterConfigs
            {
                ResourceTypeValue = 2,
                ResourceName = AnyName(),
                Changes = [new() { Name = "retention.bytes", Value = Maybe("9") }],
            },
            < 80 => Segment(state),
            < 84 => new DeleteRecords { Partitions = [AnyOffset(), AnyOffset()] },
            < 88 => new AdvanceLogStart { Partitions = [AnyOffset(), AnyOffset(), AnyOffset()] },
            < 91 => new ReclaimExtents { ExtentsMax = _random.Next(1, 20) },
            < 94 => new ForgetSegments { Segments = [.. state.Segments.Dead.Take(_random.Next(4)).Select(DeletedSegment.Of)] },
            < 95 => new RaiseBirthWatermark { Watermark = Math.Max(0, state.Sequence - _random.Next(50, 100)) },
            < 96 => new AllocateProducerId { Count = _random.Next(3) },
            < 98 => new ExpireProducers
            {
                SilentSinceMs = _nowMs - 2_000,
                Producers = [new() { TopicId = AnyTopic(), ProducerId = _random.Next(6) }],
            },
            < 99 => new LeaderClaim { Epoch = _random.Next(40), Nonce = _random.NextInt64(), Host = "l", Port = 1 },
            _ => Rare(state),
        };
        command.TimestampMs = _nowMs;
        command.Version = CommandCatalog.VersionAt(command.Type, featureLevel)!.Value;
        return command;
    }

    private string? Maybe(string text) => _random.Next(2) == 0 ? null : text;

    private string AnyName() => $"t{_random.Next(20)}";

    private CreateTopic NewTopic() => new()
    {
        Name = AnyName(),
        TopicId = TopicId(_topics++),
        Partitions = _random.Next(4),
        Configs = [new() { Name = "retention.ms", Value = "7" }],
    };

    private Command Rare(ClusterState state) => _random.Next(3) switch
    {
        0 => new SetClusterIdentity { ClusterId = "c" },
        1 => new SetFeatureLevel { Level = (short)_random.Next(5) },
        _ => new Resign { Epoch = state.Facts.Leader?.Epoch ?? 0 },
    };

    private RegisterProcess Registration()
    {
        var registration =
            new RegisterProcess { Name = "p", Host = "h", Port = _random.Next(3), Zone = Maybe("z"), Roles = ["produce"] };
        if (featureLevel >= FeatureLevels.Two)
        {
            registration.Name = $"p{_random.Next(4)}";
            registration.InternalHost = Maybe("i") ?? "";
            registration.InternalPort = _random.Next(3);
            registration.ProgramVersion = "1.0";
        }

        if (featureLevel >= FeatureLevels.Three)
        {
            registration.ZoneListeners = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => AnyListener())];
        }

        return registration;
    }

    /// <summary>Some zones are named twice.</summary>
    private ZoneListener AnyListener() => new() { Zone = $"z{_random.Next(5)}", Host = "h", Port = _random.Next(8) };

    private int AnyProcess(ClusterState state) =>
        state.Processes.All.ElementAtOrDefault(_random.Next(state.Processes.Count + 1))?.Incarnation.Value ?? 0;

    private static Uuid TopicId(int number) => new(11, (ulong)number + 1);

    private Uuid AnyTopic() => TopicId(_random.Next(_topics + 1));

    private PartitionOffset AnyOffset() => new() { TopicId = AnyTopic(), Partition = _random.Next(3), Offset = _random.Next(-1, 400) };

    private CommitSegment Segment(ClusterState state)
    {
        var process = state.Processes.All.ElementAtOrDefault(_random.Next(state.Processes.Count + (_random.Next(10) == 0 ? 1 : 0)));
        var number = (process?.LastCommitNumber ?? 0) + (_random.Next(20) == 0 ? _random.Next(-1, 3) : 1);
        var batches = new SegmentBatch[_random.Next(6)];
        var position = 0;
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i] = Batch(state, position);
            position += batches[i].Length + (_random.Next(4) == 0 ? 10 : 0);
        }

        return new CommitSegment
        {
            IncarnationValue = process?.Incarnation.Value ?? 1,
            CommitNumber = number,
            ConfirmedCommitNumber = Math.Max(0, number - _random.Next(1, 4)),
            SegmentBirth = Math.Max(0, state.Sequence - _random.Next(60)),
            SegmentNumber = number,
            SegmentLength = position + 100,
            Batches = batches,
        };
    }

    private SegmentBatch Batch(ClusterState state, int position)
    {
        var topic = state.Topics.OrderedByName().ElementAtOrDefault(_random.Next(state.Topics.Count));
        var batch = new SegmentBatch
        {
            TopicId = _random.Next(10) == 0 ? AnyTopic() : topic?.Id ?? AnyTopic(),
            Partition = _random.Next(3),
            Position = position,
            Length = _random.Next(70, 200),
            RecordCount = 2,
            BaseTimestampMs = _nowMs,
            MaxTimestampMs = _nowMs + _random.Next(10),
        };
        if (featureLevel >= FeatureLevels.One && _random.Next(4) == 0)
        {
            batch.MaxTimestampMs = _random.Next(2) == 0 ? -1 : batch.BaseTimestampMs - 1;
        }

        if (_random.Next(3) > 0)
        {
            batch.ProducerId = _random.Next(3);
            Sequence(state, ref batch);
        }

        return batch;
    }

    /// <summary>Mostly what a client would send: the next batch, or one of the last ones again.</summary>
    private void Sequence(ClusterState state, ref SegmentBatch batch)
    {
        var known = state.Topics.TryGetPartition(batch.TopicPartition, out var log)
            ? log.Producers.GetValueOrDefault(batch.ProducerId)
            : null;
        batch.ProducerEpoch = (short)Math.Max(0, (known?.Epoch ?? 0) + (_random.Next(8) == 0 ? _random.Next(-1, 2) : 0));
        batch.BaseSequence = (known, _random.Next(10)) switch
        {
            _ when batch.ProducerEpoch > known?.Epoch => _random.Next(2),
            (null, _) => _random.Next(2) * (int.MaxValue - 5),
            (_, 0) => _random.Next(20),
            (_, < 4) => known.Window[_random.Next(known.Window.Count)].BaseSequence,
            _ => (int)((known.LastSequence + 1L) & int.MaxValue),
        };
    }
}
