using System.Buffers.Binary;
using Garam.Peers.Handshake;
using Garam.Peers.Serving;
using Garam.Peers.Wire;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Frames;
using Microsoft.Extensions.Logging;

namespace Garam.Peers;

/// <summary>
/// Serves the internal API on a listener of its own, with the rules of <see cref="PeerListener"/>. Nothing but the handshake is read before
/// it has succeeded; whatever else a stranger sends closes its connection. Any thread.
/// </summary>
/// <param name="random">Must draw from the system's entropy, except in tests. Used by any thread.</param>
public sealed class PeerHandler(
    ClusterKey key, IPeerServices services, Random random, TimeProvider time, ILogger<PeerHandler> logger, PeerMetrics metrics)
    : IFrameHandler
{
    private readonly PeerAnswers _answers = new(services);
    private readonly RefusalLog _refusals = new(metrics, time, logger);

    /// <inheritdoc/>
    public FrameKind KindOf(ReadOnlySpan<byte> beginning) =>
        beginning.Length == IFrameHandler.KindBytes && KeyOf(beginning) is > PeerApi.Prove and <= PeerApis.Last
            ? FrameKind.Overlapping
            : FrameKind.Quick;

    /// <inheritdoc/>
    public async ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted)
    {
        RequestHead head;
        ReadOnlyMemory<byte> body;
        var session = connection.HandlerState as PeerSession;
        try
        {
            head = PeerFrames.ReadRequestHead(frame.Body);
            if (Objection(head, session) is { } reason)
            {
                return Refuse(connection, reason);
            }

            // Whatever is called may keep what it is given, and frames are lent for a short time.
            body = frame.Body[head.BodyStart..].ToArray();
        }
        catch (MalformedRequestException fault)
        {
            return Refuse(connection, RefusalReason.Malformed, fault.Message);
        }
        finally
        {
            frame.Release();
        }

        try
        {
            return head.Api switch
            {
                PeerApi.Hello => Greet(head, body, connection),
                PeerApi.Prove => Establish(head, body, connection, session!),
                _ => await AnswerAsync(head, body, session!, connectionAborted),
            };
        }
        catch (MalformedRequestException fault)
        {
            return Refuse(connection, RefusalReason.Malformed, fault.Message);
        }
    }

    private static PeerApi KeyOf(ReadOnlySpan<byte> beginning) =>
        (PeerApi)BinaryPrimitives.ReadInt16BigEndian(beginning);

    private static RefusalReason? Objection(in RequestHead head, PeerSession? session) => head.Api switch
    {
        PeerApi.Hello => session is null ? null : RefusalReason.WrongStep,
        PeerApi.Prove => session is { IsEstablished: false } ? null : RefusalReason.WrongStep,
        _ when session is not { IsEstablished: true } => RefusalReason.NoHandshake,
        < PeerApis.First or > PeerApis.Last => RefusalReason.UnknownApi,
        _ => head.Version == PeerFrames.VersionMax ? null : RefusalReason.NoCommonVersion,
    };

    private FrameReply Greet(in RequestHead head, ReadOnlyMemory<byte> body, FrameConnection connection)
    {
        var hello = PeerFrames.Read<HelloRequest>(body);
        if (hello.Nonce.Length != HandshakeTranscript.NonceBytes)
        {
            return Refuse(connection, RefusalReason.Malformed, "A nonce has a wrong length.");
        }

        var nonce = new byte[HandshakeTranscript.NonceBytes];
        random.NextBytes(nonce);

        try
        {
            var session = PeerSession.Begin(key, hello, nonce);
            connection.HandlerState = session;
            return Encode(head, session.Reply());
        }
        catch (GaramException fault)
        {
            _refusals.Refused(connection, RefusalReason.NoCommonVersion, fault.Message);
            return Encode(PeerFrames.Refusal(head.Correlation, fault)) with { CloseAfter = true };
        }
    }

    private FrameReply Establish(in RequestHead head, ReadOnlyMemory<byte> body, FrameConnection connection, PeerSession session)
    {
        if (!session.TryEstablish(PeerFrames.Read<ProveRequest>(body)))
        {
            return Refuse(connection, RefusalReason.WrongKey);
        }

        connection.Establish();
        metrics.Accepted();
        return Encode(head, new EmptyMessage());
    }

    private async ValueTask<FrameReply> AnswerAsync(
        RequestHead head, ReadOnlyMemory<byte> body, PeerSession session, CancellationToken connectionAborted)
    {
        try
        {
            return Encode(head, await _answers.AnswerAsync(head.Api, body, session.FeatureLevel, connectionAborted));
        }
        catch (GaramException fault)
        {
            return Encode(PeerFrames.Refusal(head.Correlation, fault));
        }
        catch (OperationCanceledException) when (!connectionAborted.IsCancellationRequested)
        {
            var stopped = new GaramException(ErrorKind.Unavailable, "The process gave up the call.");
            return Encode(PeerFrames.Refusal(head.Correlation, stopped));
        }
    }

    private FrameReply Refuse(FrameConnection connection, RefusalReason reason, string? detail = null)
    {
        _refusals.Refused(connection, reason, detail);
        return FrameReply.Close;
    }

    private static FrameReply Encode(in RequestHead head, IMessage reply)
    {
        var frame = PeerFrames.Reply(head.Correlation, reply);
        if (frame.Length <= PeerListener.ReplyBytesMax)
        {
            return Encode(frame);
        }

        frame.Dispose();
        var tooLarge = new GaramException(
            ErrorKind.Invalid, $"The answer is too large to be sent: the limit is {PeerListener.ReplyBytesMax} bytes.");
        return Encode(PeerFrames.Refusal(head.Correlation, tooLarge));
    }

    private static FrameReply Encode(FrameWriter frame) => new(frame.Complete(), frame);
}
