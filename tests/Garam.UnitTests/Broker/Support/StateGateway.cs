using System.Buffers;
using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Broker.Support;

/// <summary>A leader without a store: every command is an entry, applied at once unless a test says otherwise.</summary>
internal sealed class StateGateway : ILeaderGateway
{
    private readonly Queue<Func<Func<CommandResult>, ValueTask<CommandResult>>> _scripts = [];

    private readonly Lock _gate = new();
    private int _topics;

    public StateGateway()
    {
        var registered = (RegisterProcessResult)Apply(new RegisterProcess { Name = "test", Host = "localhost", Port = 9092 });
        Incarnation = registered.Incarnation;
    }

    public Replica Replica { get; } = new(new Dictionary<long, SkipRecord>(), NullLogger<Replica>.Instance);

    public bool IsReachable { get; set; } = true;


    public Incarnation Incarnation { get; }

    public List<CommitSegment> Commits { get; } = [];

    public Uuid CreateTopic(string name, int partitions, params (string Name, string Value)[] configs)
    {
        var id = new Uuid(7, (ulong)++_topics);
        var result = Apply(new CreateTopic
        {
            Name = name,
            TopicId = id,
            Partitions = partitions,
            Configs = [.. configs.Select(config => new ConfigValue { Name = config.Name, Value = config.Value })],
        });
        Assert.Equal(ErrorCode.None, result.Error);
        return id;
    }

    /// <summary>The next commit is applied, but nobody hears of it.</summary>
    public void LoseAnswer() => _scripts.Enqueue(apply =>
    {
        apply();
        throw new GaramException(ErrorKind.Unavailable, "The answer was lost.");
    });

    /// <summary>The next commit waits for this.</summary>
    public void Delay(Task gate) => _scripts.Enqueue(async apply =>
    {
        await gate;
        return apply();
    });

    public CommandResult Apply(Command command)
    {
        using var _ = _gate.EnterScope();
        var sequence = Replica.AppliedSequence + 1;
        command.TimestampMs = 1_000_000 + sequence;
        command.Version = CommandCatalog.VersionAt(command.Type, Replica.Read(0, static (state, _) => state.Facts.FeatureLevel)) ?? 0;
        var bytes = new ArrayBufferWriter<byte>();
        CommandCatalog.Write(command, bytes);
        var header = new JournalEntryHeader(sequence, 1, (ulong)sequence, Replica.Position.Chain.Nonce, command.TimestampMs, 0, 0);
        var applied = Replica.Apply(new StoredEntry(sequence, JournalEntryCodec.Encode(header, [bytes.WrittenMemory])));
        Assert.True(applied.IsAccepted);
        return Assert.Single(applied.Results);
    }

    public async ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        if (command is CommitSegment commit)
        {
            lock (_gate)
            {
                Commits.Add(commit);
            }

            if (_scripts.TryDequeue(out var script))
            {
                return new SubmitReply(Replica.AppliedSequence, await script(() => Apply(commit)));
            }
        }

        return new SubmitReply(Replica.AppliedSequence, Apply(command));
    }

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => IsReachable
        ? ValueTask.FromResult(Replica.AppliedSequence)
        : throw new GaramException(ErrorKind.Unavailable, "No leader.");

    public ValueTask<IMessage> ForwardAsync(
        ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation) =>
        throw new GaramException(ErrorKind.Unavailable, "Nothing is forwarded here.");
}
