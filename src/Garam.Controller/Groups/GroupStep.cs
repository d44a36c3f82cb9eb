using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// What one request or timer does to one group, run by the coordinator when no change of the group is in flight. Synchronous: it
/// answers, parks itself with a member, or begins a <see cref="GroupChange"/>.
/// </summary>
internal abstract class GroupStep
{
    public abstract string GroupId { get; }

    /// <summary>The bytes that the step keeps of its request while it waits or is parked; most keep a few words.</summary>
    public long Bytes { get; protected set; }

    /// <summary>It has to wait for a change in flight, perhaps longer than its client: it keeps no more than <see cref="Bytes"/>.</summary>
    public virtual void Keep()
    {
    }

    public abstract void Run(ClassicGroup group, TimeSpan now);

    /// <summary>The coordinator is not, or no longer, in charge.</summary>
    public abstract void Refuse(ErrorCode error);
}

/// <summary>A step that a client waits for.</summary>
internal abstract class GroupStep<TAnswer> : GroupStep
{
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Answer => _answer.Task;

    /// <summary>The first answer stands.</summary>
    public void Complete(TAnswer answer) => _answer.TrySetResult(answer);

    /// <summary>Nobody waits any more. What the step did, or will do when its turn comes, stands.</summary>
    public void Abandon() => _answer.TrySetCanceled();

    public override void Refuse(ErrorCode error) => Complete(Refusal(error));

    protected abstract TAnswer Refusal(ErrorCode error);
}
