using Garam.Controller.Groups;
using Garam.Controller.Leadership;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.State;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>A leader with a state machine and no journal: commands are durable at once, or when the test says so.</summary>
internal sealed class LeaderStub : ILeader, IGroupStateReader
{
    private readonly Queue<(Command Command, TaskCompletionSource<SubmitReply> Reply)> _held = [];
    private readonly ApplyEffects _effects = new();
    private long _sequence;
    private TimeProvider? _clock;
    private long? _stalledSince;
    private TimeSpan _stalled;

    public ClusterState Cluster { get; private set; } = new();

    public bool IsHolding { get; set; }

    public int HeldCount => _held.Count;

    public List<Command> Applied { get; } = [];

    public long NowMs { get; set; } = 1_700_000_000_000;

    public TimeSpan AppendsStalled => _stalled + (_stalledSince is { } since ? _clock!.GetElapsedTime(since) : TimeSpan.Zero);

    public GroupState? Find(string groupId) => Cluster.Groups.TryGet(groupId, out var group) ? group : null;

    public async ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        if (!IsHolding)
        {
            return Apply(command);
        }

        var reply = new TaskCompletionSource<SubmitReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.Enqueue((command, reply));
        return await reply.Task;
    }

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => ValueTask.FromResult(_sequence);

    public void Observe(ILeadershipObserver observer) => observer.OnElected(1);

    public TResult Read<TResult>(Func<ClusterState, TResult> read) => read(Cluster);

    public SubmitReply Apply(Command command)
    {
        command.TimestampMs = NowMs;
        Applied.Add(command);
        return new SubmitReply(++_sequence, Cluster.Apply(command, _sequence, _effects));
    }

    /// <summary>Makes held commands durable, in order.</summary>
    public void Release(int count = int.MaxValue)
    {
        for (; count > 0 && _held.TryDequeue(out var held); count--)
        {
            held.Reply.SetResult(Apply(held.Command));
        }
    }

    /// <summary>Loses the held commands: none became durable, and the caller cannot know.</summary>
    public void Forget() => Fail(new GaramException(ErrorKind.Unavailable, "The leader is gone."));

    public void Fail(GaramException fault)
    {
        IsHolding = false;
        while (_held.TryDequeue(out var held))
        {
            held.Reply.SetException(fault);
        }
    }

    /// <summary>Appends stand still from now on.</summary>
    public void Stall(TimeProvider clock) => (_clock, _stalledSince) = (clock, clock.GetTimestamp());

    public void Resume() => (_stalled, _stalledSince) = (AppendsStalled, null);

    /// <summary>Through a snapshot and back.</summary>
    public void Reload(Func<ClusterState, ClusterState> reload) => Cluster = reload(Cluster);
}
