using Garam.Broker.Leader;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Commands;
using Garam.Metadata.Commands.Cluster;
using Garam.Metadata.Commands.Segments;
using Garam.Metadata.Commands.Topics;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Broker.Support;

/// <summary>A leader without a journal: every command is an entry, applied at once unless a test says otherwise.</summary>
internal sealed class StateGateway : ILeaderGateway
{
    private readonly ApplyEffects _effects = new();
    private readonly Queue<Func<Func<CommandResult>, ValueTask<CommandResult>>> _scripts = [];

    public StateGateway()
    {
        var registered = (RegisterProcessResult)Apply(new RegisterProcess { Name = "test", Host = "localhost", Port = 9092 });
        Incarnation = registered.Incarnation;
    }

    public ClusterState State { get; } = new();

    public Incarnation Incarnation { get; }

    public List<CommitSegment> Commits { get; } = [];

    public Uuid CreateTopic(string name, int partitions, params (string Name, string Value)[] configs)
    {
        var id = new Uuid(7, (ulong)State.Topics.Count + 1);
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
        command.TimestampMs = 1_000_000 + State.Sequence;
        var result = State.Apply(command, State.Sequence + 1, _effects);
        _effects.Clear();
        return result;
    }

    public async ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        if (command is CommitSegment commit)
        {
            Commits.Add(commit);
            if (_scripts.TryDequeue(out var script))
            {
                return new SubmitReply(State.Sequence, await script(() => Apply(commit)));
            }
        }

        return new SubmitReply(State.Sequence, Apply(command));
    }

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => ValueTask.FromResult(State.Sequence);

    public ValueTask<IMessage> ForwardAsync(
        ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation) =>
        throw new GaramException(ErrorKind.Unavailable, "Nothing is forwarded here.");
}
