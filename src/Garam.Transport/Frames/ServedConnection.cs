using System.Runtime.ExceptionServices;
using Garam.Protocol;
using Garam.Transport.Connections;
using Microsoft.Extensions.Logging;

namespace Garam.Transport.Frames;

/// <summary>
/// One accepted connection: a loop that receives frames and starts requests. It owns the stream, and ends when the stream is closed
/// and every request that was started has ended. A request runs on the receive path until it first waits.
/// </summary>
internal sealed partial class ServedConnection
{
    private readonly IConnection _connection;
    private readonly FrameConnection _identity;
    private readonly FrameServices _services;
    private readonly ConnectionLifetime _lifetime;
    private readonly ConnectionDeadlines _deadlines;
    private readonly FrameReceiver _receiver;
    private readonly ReplyQueue _replies;
    private int _refusedLength;

    public ServedConnection(IConnection connection, FrameConnection identity, FrameServices services)
    {
        _connection = connection;
        _identity = identity;
        _services = services;
        _lifetime = new ConnectionLifetime(connection);
        _deadlines = new ConnectionDeadlines(services.Time, services.Options);
        _receiver = new FrameReceiver(connection, services.Admission, services.Options, _deadlines, services.Metrics);
        var sender = new ReplySender(connection, _lifetime, _deadlines, services.Options, services.Metrics);
        _replies = new ReplyQueue(sender, _lifetime, services.Options);
    }

    public CloseReason CloseReason => _lifetime.Reason;

    /// <summary>Throws only when an invariant broke; everything else is the end of this connection and nothing more.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _lifetime.CloseAsync(await ReceiveAsync());
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
        LogEnd();
        if (_lifetime.Cause is InvariantException broken)
        {
            ExceptionDispatchInfo.Throw(broken);
        }
    }

    /// <summary>Starts nothing new; closes when every started request is answered.</summary>
    public ValueTask DrainAsync() => _replies.DrainAsync();

    /// <param name="now">A timestamp.</param>
    /// <param name="framesAreWaitedFor">Others wait for memory that frames hold.</param>
    /// <param name="repliesAreWaitedFor">Others wait for memory that replies hold.</param>
    public CloseReason? MissedDeadline(long now, bool framesAreWaitedFor, bool repliesAreWaitedFor)
    {
        if (_deadlines.IsReplyStalled(now, _connection.SentBytes) && repliesAreWaitedFor)
        {
            return CloseReason.SlowReader;
        }

        return framesAreWaitedFor && _deadlines.IsFrameHoldingUpOthers(now)
            ? CloseReason.SlowRequest
            : _deadlines.Missed(now, repliesAreOwed: !_replies.IsEmpty);
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

            if (await EnterAsync(frame) is not { } pending)
            {
                // Whoever sends the last reply closes, with its own reason.
                await _replies.WhenEmptyAsync();
                return CloseReason.Drained;
            }

            _ = AnswerAsync(frame, pending);
        }
    }

    /// <summary>
    /// The frame's place among the requests; null, and the frame given back, when no request may start any more. Until then the
    /// stream is not read, so that a peer that leaves meanwhile is noticed with the next send or receive only.
    /// </summary>
    private async ValueTask<PendingReply?> EnterAsync(ArenaFrame frame)
    {
        PendingReply? pending = null;
        try
        {
            var mayOverlap = _services.Handler.MayOverlap(frame.Body.Span);
            pending = await _replies.EnterAsync(frame.Body.Length, mayOverlap);
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

    private void LogEnd()
    {
        var logger = _services.Logger;
        var (id, remote, reason, cause) = (_identity.Id, _identity.Remote, _lifetime.Reason, _lifetime.Cause);
        if (cause is not (null or MalformedRequestException))
        {
            Log.Failed(logger, cause, id, remote);
        }
        else if (reason <= CloseReason.Drained)
        {
            Log.Closed(logger, id, remote, reason);
        }
        else
        {
            Log.BadPeer(logger, id, remote, reason, cause?.Message ?? $"Frame of {_refusedLength} bytes.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Debug, "Connection {Id} from {Remote} ended: {Reason}.")]
        public static partial void Closed(ILogger logger, long id, object? remote, CloseReason reason);

        [LoggerMessage(1001, LogLevel.Warning, "Connection {Id} from {Remote} was closed: {Reason}. {Detail}")]
        public static partial void BadPeer(ILogger logger, long id, object? remote, CloseReason reason, string detail);

        [LoggerMessage(1002, LogLevel.Error, "Connection {Id} from {Remote} was closed, because its request failed here.")]
        public static partial void Failed(ILogger logger, Exception? fault, long id, object? remote);
    }
}
