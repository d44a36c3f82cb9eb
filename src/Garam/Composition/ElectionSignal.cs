using Garam.Controller.Leadership;

namespace Garam.Composition;

/// <summary>Waits for the first election of this process.</summary>
internal sealed class ElectionSignal : ILeadershipObserver
{
    private readonly TaskCompletionSource _elected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OnElected(int epoch) => _elected.TrySetResult();

    public void OnDeposed()
    {
    }

    public async Task WaitAsync(Task loopEnded, CancellationToken cancellation)
    {
        using var cancelled = cancellation.Register(() => _elected.TrySetCanceled(cancellation));
        _ = FailAsync(loopEnded);
        await _elected.Task;
    }

    private async Task FailAsync(Task loopEnded)
    {
        try
        {
            await loopEnded;
        }
        catch (Exception fault)
        {
            _elected.TrySetException(fault);
        }
    }
}
