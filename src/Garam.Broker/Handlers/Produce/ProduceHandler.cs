using Garam.Broker.Budgets;
using Garam.Broker.Requests;
using Garam.Broker.WritePath;
using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.Produce;

/// <summary>
/// Produce: 3–13 (announced from 0, see ApiVersions). Deviations: acks=1 is as durable as acks=all; nothing is recompressed whatever
/// compression.type says; of a compressed batch the frames are checked, and the records only in compacted topics, where
/// garam.compressed.records.validation is "full", and where the header's times are out of range or not set (Kafka decompresses every batch, which
/// costs more than everything else that the server does with it, see docs/performance.md): otherwise a wrong count that the frames could hold and a wrong
/// greatest time are stored as they came; records that have to be looked at may decompress to <see cref="SegmentOptions.DecompressedBytesMax"/>, what
/// takes more is MESSAGE_TOO_LARGE; compressed bytes that are no such data are INVALID_RECORD and an unknown codec is UNSUPPORTED_COMPRESSION_TYPE,
/// where Kafka says UNKNOWN_SERVER_ERROR, so that the application learns what is wrong; offset deltas must run from 0 without a gap (INVALID_RECORD),
/// because records stored under others would be read at offsets of their neighbours; bytes behind the batch that are no whole batch are
/// CORRUPT_MESSAGE, where Kafka drops them and answers success; null records are INVALID_RECORD, where Kafka never answers; a refusal says why also
/// where Kafka's does not, and one answer lists at most <see cref="SegmentOptions.RecordErrorsMax"/> refused records; a partition that
/// one request names twice is written and answered twice and a topic without partitions is answered (Kafka writes the last and leaves the topic
/// out; no client sends either); a producer id with epoch -1 (no client sends it) is taken as Kafka takes it, in any sequence, but not recognised when
/// it is sent again, and not refused where the partition knows the id with an epoch; a batch that is recognised has log append time -1 unless the
/// topic uses it, where Kafka tells the batch's own time;
/// transactional ids and batches are refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED until transactions are built; a batch may have at most
/// <see cref="SegmentOptions.BatchBytesMax"/>; time-outs under a second count as one; where a segment cannot be stored the answer is
/// NOT_LEADER_OR_FOLLOWER, which every client takes for "not written, send again"; a batch of a producer that its partition does not know is
/// refused with POLICY_VIOLATION when the cluster remembers as many producers as it may (`StateLimits`).
/// </summary>
public sealed class ProduceHandler(Replica replica, SealLoop loop, SegmentOptions options, StateBudgets budgets, TimeProvider time) : IRequestHandler
{
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(1);

    /// <summary>No client waits longer, and frames must not be held for ever.</summary>
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(5);

    public ApiKey Key => ApiKey.Produce;

    public async ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation)
    {
        var (request, draft) = Accept(context, frame);
        var response = draft.Response;
        try
        {
            if (draft.Pending is { } pending && await pending.Ended == ProduceEnd.TimedOut)
            {
                response = ProduceDraft.Refuse(request, ErrorCode.RequestTimedOut, null);
            }
        }
        finally
        {
            budgets.GiveBackProducers(draft.ProducersTaken);
        }

        if (request.Acks != 0)
        {
            return RequestCodec.Encode(context, response);
        }

        // Without an answer a closed connection is all that tells a producer of a refusal: Kafka does the same.
        return response.Responses.Any(static topic => topic.PartitionResponses.Any(static p => p.ErrorCode != ErrorCode.None))
            ? FrameReply.Close
            : FrameReply.None;
    }

    /// <summary>Everything up to the open segment, in one go: so pipelined requests are parked in the order in which they arrived.</summary>
    private (ProduceRequest Request, ProduceDraft Draft) Accept(RequestContext context, IncomingFrame frame)
    {
        var arrivedAt = time.GetTimestamp();
        PendingProduce? pending = null;
        try
        {
            var request = RequestCodec.Decode<ProduceRequest>(frame.Body, context);
            if (FindRequestFault(request) is { } fault)
            {
                return (request, new ProduceDraft(ProduceDraft.Refuse(request, fault.Error, fault.Message)));
            }

            var bindings = replica.Read((request, context.Version), TopicBinding.Bind);
            var draft = ProduceDraft.Validate(request, bindings, context.Version, options, time);
            RefusedByLog.FillLogStarts(draft.RefusedByLog, replica);
            draft.ProducersTaken = ProducerAdmission.Admit(draft, budgets, replica);
            pending = Park(draft, frame, arrivedAt, request.TimeoutMs);
            return (request, draft);
        }
        finally
        {
            if (pending is null)
            {
                frame.Release();
            }
        }
    }

    private static (ErrorCode Error, string? Message)? FindRequestFault(ProduceRequest request)
    {
        if (request.Acks is not (0 or 1 or -1))
        {
            return (ErrorCode.InvalidRequiredAcks, null);
        }

        return request.TransactionalId is null ? null : (ErrorCode.TransactionalIdAuthorizationFailed, ProduceDraft.NoTransactions);
    }

    /// <summary>Null when there is nothing to wait for: the frame is then still the caller's.</summary>
    private PendingProduce? Park(ProduceDraft draft, IncomingFrame frame, long arrivedAt, int timeoutMs)
    {
        if (draft.Accepted.Count == 0)
        {
            return null;
        }

        var timeout = TimeSpan.FromMilliseconds(Math.Clamp(timeoutMs, TimeoutMin.TotalMilliseconds, TimeoutMax.TotalMilliseconds));
        var pending = new PendingProduce(frame, draft.Accepted.Count, arrivedAt, timeout);
        if (loop.TryPark(draft.ParkedFor(pending)))
        {
            draft.Pending = pending;
            return pending;
        }

        draft.RefuseAccepted(ErrorCode.NotLeaderOrFollower);
        return null;
    }
}
