using Garam.Broker.Leader;
using Garam.Metadata.Producers;
using Garam.Protocol;

namespace Garam.Broker.Handlers.InitProducerId;

/// <summary>
/// New producer ids, a thousand of them by one command: a client that asks for many must not cost a durable journal entry each. As in
/// Kafka the rest of a block is lost with the process. Any thread.
/// </summary>
public sealed class ProducerIds(LeaderCommands leader)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ErrorCode>? _refill;
    private long _next;
    private long _end;

    /// <summary>COORDINATOR_LOAD_IN_PROGRESS, as in Kafka, when no block can be had: every client asks again.</summary>
    public async ValueTask<(ErrorCode Error, long ProducerId)> NextAsync()
    {
        while (true)
        {
            TaskCompletionSource<ErrorCode>? mine = null;
            TaskCompletionSource<ErrorCode> refill;
            lock (_lock)
            {
                if (_next < _end)
                {
                    return (ErrorCode.None, _next++);
                }

                refill = _refill ??= mine = new TaskCompletionSource<ErrorCode>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (mine is not null)
            {
                await RefillAsync(mine);
            }

            if (await refill.Task != ErrorCode.None)
            {
                return (ErrorCode.CoordinatorLoadInProgress, -1);
            }
        }
    }

    /// <summary>Serves every waiter, so no single client that disconnects ends it. The command's own time-out does.</summary>
    private async ValueTask RefillAsync(TaskCompletionSource<ErrorCode> refill)
    {
        var error = ErrorCode.CoordinatorLoadInProgress;
        try
        {
            var result = await leader.SubmitAsync(new AllocateProducerId { Count = AllocateProducerId.CountMax }, CancellationToken.None);
            error = result.Error;
            if (result is AllocateProducerIdResult { Error: ErrorCode.None } block)
            {
                lock (_lock)
                {
                    (_next, _end) = (block.ProducerId, block.ProducerId + AllocateProducerId.CountMax);
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _refill = null;
            }

            refill.SetResult(error);
        }
    }
}
