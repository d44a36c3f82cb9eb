using Garam.Broker.Budgets;
using Garam.Broker.Requests;
using Garam.Broker.WritePath;
using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.Produce;

/// <summary>
/// Produce: 3–13 (announced from 0, see ApiVersions).
/// Deviations:
/// - acks=1 is as durable as acks=all.
/// - Nothing is recompressed, whatever compression.type says.
/// - A compressed batch is checked by its compression frames. Its records are checked only in compacted topics, when
///   garam.compressed.records.validation is "full", and when the header's times are out of range or not set. Kafka decompresses every
///   batch, which costs more than everything else that the server does with it (docs/performance.md). Otherwise a wrong count that the
///   frames could hold, and a wrong latest time, are stored as they came.
/// - Records that have to be checked may decompress to <see cref="SegmentOptions.DecompressedBytesMax"/>. Larger ones get
///   MESSAGE_TOO_LARGE.
/// - Bytes that are not valid compressed data get INVALID_RECORD, and an unknown codec UNSUPPORTED_COMPRESSION_TYPE, so that the
///   application learns what is wrong. Kafka answers UNKNOWN_SERVER_ERROR.
/// - Offset deltas must run from 0 without a gap (INVALID_RECORD). Records stored under other deltas would be read at their neighbours'
///   offsets.
/// - Bytes past the first batch that are not a whole batch get CORRUPT_MESSAGE. Kafka drops them and reports success.
/// - Null records get INVALID_RECORD. Kafka never answers.
/// - A refusal always says why, even if Kafka's does not. One answer lists at most <see cref="SegmentOptions.RecordErrorsMax"/> refused
///   records.
/// - A partition that a request names twice is written and answered twice, and a topic without partitions is answered. Kafka writes the
///   last one and leaves the topic out. No client sends either.
/// - A producer id with epoch -1 is accepted in any sequence, as in Kafka. It is not recognised when it is sent again, and not refused if
///   the partition knows the id with an epoch. No client sends it.
/// - A recognised duplicate is answered with log append time -1 unless the topic uses that time. Kafka answers with the batch's own time.
/// - Transactional ids and batches are refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED until transactions are built.
/// - A batch may have at most <see cref="SegmentOptions.BatchBytesMax"/>.
/// - A time-out under one second counts as one second.
/// - If a segment cannot be stored, the answer is NOT_LEADER_OR_FOLLOWER, which every client understands as "not written, send again".
///   An agent that is about to stop while others run answers the same, before it does anything.
/// - When the cluster remembers as many producers as it may (`StateLimits`), a batch from a producer that its partition does not know is
///   refused with POLICY_VIOLATION.
/// </summary>
public sealed class ProduceHandler(
    Replica replica, SealLoop loop, SegmentOptions options, StateBudgets budgets, Draining draining, TimeProvider time) : IRequestHandler
{
    /// <summary>
    /// Idempotent producers have at most five requests under way at a server. One that has as many may be waiting for an answer before it
    /// sends more.
    /// </summary>
    private const int RequestsInFlightOfWaitingClients = 5;

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

    /// <summary>
    /// Everything up to the open segment, in one go: so pipelined requests are parked in the order in which they arrived.
    /// </summary>
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
            var draft = ProduceDraft.Validate(request, bindings, context.Version, options, loop.Clock);
            RefusedByLog.FillLogStarts(draft.RefusedByLog, replica);
            draft.ProducersTaken = ProducerAdmission.Admit(draft, budgets, replica);
            var isPatient = context.Connection.RequestsInFlight is > 1 and < RequestsInFlightOfWaitingClients;
            pending = Park(draft, frame, arrivedAt, request.TimeoutMs, isPatient);
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

    private (ErrorCode Error, string? Message)? FindRequestFault(ProduceRequest request)
    {
        if (draining.HasBegun)
        {
            return (ErrorCode.NotLeaderOrFollower, "This agent is about to stop.");
        }

        if (request.Acks is not (0 or 1 or -1))
        {
            return (ErrorCode.InvalidRequiredAcks, null);
        }

        return request.TransactionalId is null ? null : (ErrorCode.TransactionalIdAuthorizationFailed, ProduceDraft.NoTransactions);
    }

    /// <summary>Null when there is nothing to wait for: the frame is then still the caller's.</summary>
    private PendingProduce? Park(ProduceDraft draft, IncomingFrame frame, long arrivedAt, int timeoutMs, bool isPatient)
    {
        if (draft.Accepted.Count == 0)
        {
            return null;
        }

        var timeout = TimeSpan.FromMilliseconds(Math.Clamp(timeoutMs, TimeoutMin.TotalMilliseconds, TimeoutMax.TotalMilliseconds));
        var pending = new PendingProduce(frame, draft.Accepted.Count, arrivedAt, timeout) { IsPatient = isPatient };
        if (loop.TryPark(draft.ParkedFor(pending)))
        {
            draft.Pending = pending;
            return pending;
        }

        draft.RefuseAccepted(ErrorCode.NotLeaderOrFollower);
        return null;
    }
}
