using Garam.Broker.Cache;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.Segments;
using Garam.Protocol;
using Garam.Storage;
using Garam.Waiting;

namespace Garam.Broker.WritePath;

/// <summary>
/// One sealed segment on its way: written, committed in its turn, answered. Owns the segment's block until the cache takes it over.
/// Started once, by the seal loop, which looks at its state from time to time.
/// </summary>
internal sealed class SegmentFlight(SegmentId id, long commitNumber, SealedSegment segment, SegmentFlight? before, FlightControl control)
{
    private readonly TaskCompletionSource _submitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _sealedAt = control.Time.GetTimestamp();
    private SegmentFlight? _before = before;

    // Volatile.Read and Write: set by the flight, read by the loop.
    private bool _isWritten;

    /// <summary>True when the store is done with it, one way or the other: another write may start.</summary>
    public bool IsWritten => Volatile.Read(ref _isWritten);

    /// <summary>Faulted when this process must stop.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Start(CancellationToken abandoned) => Ended = FlyAsync(abandoned);

    public void ExpireOverdue()
    {
        foreach (var receiver in segment.Receivers)
        {
            receiver.Request.ExpireIfOverdue(control.Time);
        }
    }

    private async Task FlyAsync(CancellationToken abandoned)
    {
        try
        {
            var isStored = await WriteAsync(abandoned);
            if (_before is not null)
            {
                await _before._submitted.Task;
                _before = null;
            }

            Settle(await CommitAsync(isStored, abandoned));
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            ExpireAll();
        }
        catch
        {
            ExpireAll();
            throw;
        }
        finally
        {
            Volatile.Write(ref _isWritten, true);
            _submitted.TrySetResult();
            control.Wakeup.Set();
        }
    }

    /// <summary>
    /// The block goes to the cache before the commit, so that a fetch which the commit wakes finds the segment in memory.
    /// </summary>
    private async ValueTask<bool> WriteAsync(CancellationToken abandoned)
    {
        var isStored = false;
        using var span = SegmentTraces.StartUpload(id, segment.Length);
        try
        {
            isStored = await control.Uploader.UploadAsync(id, segment.Content, abandoned);
        }
        finally
        {
            SegmentTraces.End(span, isStored);
            if (isStored)
            {
                control.Metrics.Uploaded(control.Time.GetElapsedTime(_sealedAt));
                control.Cache.AddWritten(id, segment.Block, segment.Length);
            }
            else
            {
                control.Metrics.UploadFailed();
                control.Cache.ReturnFromWrite(segment.Block);
            }
        }

        Volatile.Write(ref _isWritten, true);
        control.Wakeup.Set();
        return isStored;
    }

    private async ValueTask<BatchResult[]?> CommitAsync(bool isStored, CancellationToken abandoned)
    {
        var started = control.Time.GetTimestamp();
        var results = await control.Committer.CommitAsync(
            id, commitNumber, isStored ? segment : null, () => _submitted.TrySetResult(), abandoned);
        control.Metrics.Committed(control.Time.GetElapsedTime(started));
        return results;
    }

    /// <summary>
    /// NOT_LEADER_OR_FOLLOWER where nothing was stored: every client takes it for "not written, send again", also idempotent ones,
    /// while older ones do not know KAFKA_STORAGE_ERROR.
    /// </summary>
    private void Settle(BatchResult[]? results)
    {
        Invariant.Check(results is null || results.Length == segment.Receivers.Length);
        for (var i = 0; i < segment.Receivers.Length; i++)
        {
            var result = results?[i] ?? BatchResult.Refused(ErrorCode.NotLeaderOrFollower);
            if (result.Error != ErrorCode.None)
            {
                control.Metrics.Refused();
            }
            else if (!result.IsDuplicate)
            {
                ref readonly var batch = ref segment.Batches[i];
                control.Metrics.Topics?.Received(batch.TopicId, batch.Length, batch.RecordCount);
            }

            segment.Receivers[i].Settle(result);
        }
    }

    private void ExpireAll()
    {
        foreach (var receiver in segment.Receivers)
        {
            receiver.Request.Expire();
        }
    }
}

/// <summary>The parts that all flights of a loop share.</summary>
internal sealed record FlightControl(
    SegmentUploader Uploader, SegmentCommitter Committer, ChunkCache Cache, ProduceMetrics Metrics, TimeProvider Time, Wakeup Wakeup);

/// <summary>The parts that the write path builds on.</summary>
public sealed record SealLoopParts(
    IObjectStore Store, ChunkCache Cache, ILeaderGateway Leader, RecordClock Clock, ProduceMetrics Metrics);
