using System.Runtime.ExceptionServices;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Transport.Tls;
using Garam.Waiting;

namespace Garam.Transport.Frames;

/// <summary>
/// One accepted connection: a loop that receives frames and starts requests. It owns the stream, and ends when the stream is closed and
/// every request has ended. A request runs on the receive path until it first waits.
/// </summary>
internal sealed class ServedConnection
{
    private readonly IConnection _connection;
    private readonly FrameConnection _identity;
    private readonly FrameServices _services;
    private readonly ConnectionLifetime _lifetime;
    private readonly ConnectionDeadlines _deadlines;
    private readonly FrameReceiver _receiver;
    private readonly ReplyQueue _replies;
    private readonly long _handshakeEnd;
    private int _refusedLength;

    public ServedConnection(IConnection connection, FrameConnection identity, FrameServices services)
    {
        _connection = connection;
        _identity = identity;
        _services = services;
        _lifetime = new ConnectionLifetime(connection);
        _deadlines = new ConnectionDeadlines(services.Time, services.Options);
        _receiver = new FrameReceiver(connection, services, _deadlines);
        var sender = new ReplySender(connection, _lifetime, _deadlines, services.Options, services.Metrics);
        _replies = new ReplyQueue(sender, _lifetime, services.Options);
        _handshakeEnd = services.Options.HandshakeTimeout is { } timeout ? services.Time.After(timeout) : Moments.Never;
    }

    public CloseReason CloseReason => _lifetime.Reason;

    /// <summary>Throws only if an invariant broke. Any other fault ends this connection and nothing more.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _lifetime.CloseAsync(await ReceiveAsync());
        }
        catch (TlsException refused)
        {
            _lifetime.Abort(CloseReason.RefusedTls, refused);
        }
        catch (IOException)
        {
            _lifetime.Abort(CloseReason.PeerReset);
        }
        catch (OperationCanceledException) when (_lifetime.HasEnded)
        {
        }
        catch (Exception fault)
        {
            _lifetime.Abort(ReasonFor(fault), fault);
        }

        await _replies.WhenEmptyAsync();
        await _connection.DisposeAsync();
        _services.Ends.Ended(_identity, _lifetime, _refusedLength);
        if (_lifetime.Cause is InvariantException broken)
        {
            ExceptionDispatchInfo.Throw(broken);
        }
    }

    /// <summary>Starts nothing new, and closes when every request is answered.</summary>
    public ValueTask DrainAsync() => _replies.DrainAsync();

    /// <param name="repliesAreWaitedFor">Others wait for memory that replies hold.</param>
    public CloseReason? MissedDeadline(long now, bool repliesAreWaitedFor)
    {
        if (_deadlines.IsReplyStalled(now, _connection.SentBytes) && repliesAreWaitedFor)
        {
            return CloseReason.SlowReader;
        }

        if (now >= _handshakeEnd && !_identity.IsEstablished)
        {
            return CloseReason.SlowHandshake;
        }

        return _deadlines.IsFrameHoldingUpOthers(now)
            ? CloseReason.SlowRequest
            : _deadlines.Missed(now, repliesAreOwed: !_replies.IsEmpty);
    }

    /// <summary>
    /// Ends the connection because of a deadline. An idle peer has done nothing wrong: its stream ends in order, after what was sent
    /// before. Any other peer gets a reset, which tells it at once, even if it does not read, and frees its memory at once.
    /// </summary>
    public ValueTask EndAsync(CloseReason reason)
    {
        if (reason == CloseReason.Idle)
        {
            return _lifetime.CloseAsync(reason);
        }

        Abort(reason);
        return ValueTask.CompletedTask;
    }

    public void Abort(CloseReason reason) => _lifetime.Abort(reason);

    private static CloseReason ReasonFor(Exception fault) =>
        fault is MalformedRequestException ? CloseReason.MalformedRequest : CloseReason.HandlerFault;

    private async ValueTask<CloseReason> ReceiveAsync()
    {
        while (true)
        {
            var reception = await _receiver.ReceiveAsync(_lifetime.Ended);
            if (reception.Frame is not { } frame)
            {
                _refusedLength = reception.Length;
                return reception.Reason;
            }

            if (await EnterAsync(frame, reception.Kind) is not { } pending)
            {
                // The sender of the last reply closes, with its own reason.
                await _replies.WhenEmptyAsync();
                return CloseReason.Drained;
            }

            _identity.RequestsInFlight = _replies.Count;
            _ = AnswerAsync(frame, pending);
        }
    }

    /// <summary>
    /// Returns the frame's place among the requests; null, and the frame released, if no request may start any more. Until then the stream
    /// is not read, so a peer that leaves meanwhile is noticed only by the next send or receive.
    /// </summary>
    private async ValueTask<PendingReply?> EnterAsync(ArenaFrame frame, FrameKind kind)
    {
        PendingReply? pending = null;
        try
        {
            pending = await _replies.EnterAsync(frame.Body.Length, mayOverlap: kind == FrameKind.Overlapping);
            return pending;
        }
        finally
        {
            if (pending is null)
            {
                frame.Release();
            }
        }
    }

    private async Task AnswerAsync(ArenaFrame frame, PendingReply pending)
    {
        FrameReply reply;
        try
        {
            reply = await _services.Handler.HandleAsync(frame, _identity, _lifetime.Ended);
        }
        catch (OperationCanceledException) when (_lifetime.HasEnded)
        {
            reply = FrameReply.None;
        }
        catch (Exception fault)
        {
            await _replies.FailAsync(pending, ReasonFor(fault), fault);
            return;
        }

        await _replies.CompleteAsync(pending, reply);
    }
}

/// <summary>The parts that all connections of a listener share.</summary>
/// <param name="RequestBytesMax">The largest frame that is accepted.</param>
internal sealed record FrameServices(
    IFrameHandler Handler, FrameAdmission Admission, FrameServerOptions Options, int RequestBytesMax, TransportMetrics Metrics,
    TimeProvider Time,
    ConnectionEndLog Ends);
