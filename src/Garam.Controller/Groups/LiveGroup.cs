using System.Diagnostics.CodeAnalysis;
using Garam.Metadata;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// A group in the leader's memory, as far as it takes turns: one step runs at a time, and none while a change is in flight. Guarded by the
/// coordinator's lock.
/// </summary>
internal abstract class LiveGroup(string groupId)
{
    private readonly Queue<GroupStep> _waiting = new();

    public string GroupId { get; } = groupId;

    /// <summary>The change in flight; null when the next step may run.</summary>
    public GroupChange? Change { get; private set; }

    /// <summary>The step that began the change, or the change that led to it: it may be waiting outside the roster.</summary>
    public GroupStep? Asker { get; set; }

    /// <summary>Steps that came while a change was in flight.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Everything that the budget counts for this group: members and ids given out, and bytes that are parked.</summary>
    public (int Sessions, long ParkedBytes) Counted { get; set; }

    /// <summary>The bytes that requests which wait, are parked or have begun the change keep beside the records of members.</summary>
    public abstract long KeptBytes { get; }

    /// <summary>The point in time at which the coordinator's timer looks at the group.</summary>
    public TimeSpan Scheduled { get; set; } = TimeSpan.MaxValue;

    /// <summary>Never later than the first deadline. Deadlines mostly move away, so it is recomputed only when it has come.</summary>
    public TimeSpan Wake { get; protected set; } = TimeSpan.MaxValue;

    /// <summary>True when memory holds nothing that the state machine does not know.</summary>
    public virtual bool IsForgettable => Change is null && _waiting.Count == 0;

    protected long WaitingBytes { get; private set; }

    public void Begin(GroupChange change)
    {
        Invariant.Check(Change is null);
        Change = change;
    }

    public GroupChange EndChange()
    {
        var ended = Change;
        Invariant.Check(ended is not null);
        Change = null;
        return ended;
    }

    /// <summary>
    /// Runs <paramref name="action"/> once everything that the running step began is durable: at once if it began nothing. A client whose
    /// request is answered therefore finds the group as the request has left it.
    /// </summary>
    public void WhenSettled(Action action)
    {
        if (Change is { } change)
        {
            Change = change with
            {
                Applied = now =>
                {
                    change.Applied(now);
                    WhenSettled(action);
                },
            };
        }
        else
        {
            action();
        }
    }

    public void Enqueue(GroupStep step)
    {
        _waiting.Enqueue(step);
        WaitingBytes += step.Bytes;
    }

    public bool TryDequeue([NotNullWhen(true)] out GroupStep? step)
    {
        var found = _waiting.TryDequeue(out step);
        WaitingBytes -= step?.Bytes ?? 0;
        return found;
    }

    /// <summary>Refuses everything that waits: its clients look for the coordinator again.</summary>
    public virtual void RefuseAll(ErrorCode error)
    {
        while (TryDequeue(out var step))
        {
            step.Refuse(error);
        }
    }

    protected void WakeBy(TimeSpan deadline) => Wake = deadline < Wake ? deadline : Wake;
}

/// <summary>
/// A command in flight. Nothing else happens to its group until it is durable; then memory follows the state and the clients are answered.
/// </summary>
/// <param name="Command">The input of the state machine.</param>
/// <param name="Applied">Brings memory up to date after it; may begin the next change.</param>
internal sealed record GroupChange(Command Command, Action<TimeSpan> Applied)
{
    /// <summary>
    /// For a refusal that can happen. Without it memory and state have come apart: the group is read from the state again.
    /// </summary>
    public Action<ErrorCode>? Refused { get; init; }
}

/// <summary>
/// One request or timer as it acts on one group. The coordinator runs it when no change of the group is in flight. Synchronous: it answers,
/// parks itself with a member, or begins a <see cref="GroupChange"/>.
/// </summary>
internal abstract class GroupStep
{
    public abstract string GroupId { get; }

    /// <summary>The bytes of its request that the step keeps while it waits or is parked; most steps keep a few words.</summary>
    public long Bytes { get; protected set; }

    /// <summary>Prepares for a wait that may outlast the client: the step keeps no more than <see cref="Bytes"/>.</summary>
    public virtual void Keep()
    {
    }

    public abstract void Run(ClassicGroup group, TimeSpan now);

    /// <summary>Called when the coordinator is not, or no longer, in charge.</summary>
    public abstract void Refuse(ErrorCode error);
}

/// <summary>A step that a client waits for.</summary>
internal abstract class GroupStep<TAnswer> : GroupStep
{
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Answer => _answer.Task;

    /// <summary>The first answer stands.</summary>
    public void Complete(TAnswer answer) => _answer.TrySetResult(answer);

    /// <summary>The client no longer waits. The step's effect, past or to come, stands.</summary>
    public void Abandon() => _answer.TrySetCanceled();

    public override void Refuse(ErrorCode error) => Complete(Refusal(error));

    protected abstract TAnswer Refusal(ErrorCode error);
}
