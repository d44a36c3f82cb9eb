using System.Globalization;
using Garam.Protocol;
using Garam.Transport.Tls;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Transport.Frames;

/// <summary>
/// Logs how the connections of a listener ended, and that it is full. Lines that peers can cause at will are limited: the first few of an
/// interval are written, and the rest is counted and summed up in one line after it. Any thread; the lock is held for a comparison.
/// </summary>
internal sealed partial class ConnectionEndLog(FrameServerOptions options, int requestBytesMax, TimeProvider time, ILogger logger)
{
    private const int TlsHandshake = 0x16;
    private const int TlsMajorVersion = 3;

    private readonly Lock _gate = new();
    private long _intervalEnd;
    private int _written;
    private int _leftOut;
    private CloseReason _lastReason;
    private bool _isFullTold;

    /// <param name="refusedLength">The length of a frame that was refused or did not arrive whole.</param>
    public void Ended(FrameConnection connection, ConnectionLifetime lifetime, int refusedLength)
    {
        var (reason, cause) = (lifetime.Reason, lifetime.Cause);
        if (cause is not (null or MalformedRequestException or TlsException))
        {
            Log.Failed(logger, cause, connection.Id, connection.Remote);
        }
        else if (reason <= CloseReason.Drained)
        {
            Log.Closed(logger, connection.Id, connection.Remote, reason);
        }
        else if (MayWrite(reason))
        {
            Log.BadPeer(logger, connection.Id, connection.Remote, reason, Explain(cause) ?? Detail(reason, refusedLength));
        }
    }

    /// <summary>Logs that a connection was refused.</summary>
    public void Refused(ConnectionLimit limit)
    {
        lock (_gate)
        {
            BeginInterval();
            if (_isFullTold)
            {
                return;
            }

            _isFullTold = true;
        }

        Log.Full(logger, options.Listener, limit.Open, limit.Description);
    }

    /// <summary>Sums up what was left out of an interval that is over. Called now and then, and with true at the end.</summary>
    public void TellLeftOut(bool atOnce = false)
    {
        int leftOut;
        CloseReason reason;
        lock (_gate)
        {
            if (_leftOut == 0 || (!atOnce && time.GetTimestamp() < _intervalEnd))
            {
                return;
            }

            (leftOut, reason) = (_leftOut, _lastReason);
            _leftOut = 0;
        }

        Log.LeftOut(logger, options.Listener, leftOut, options.WarningInterval.TotalSeconds, reason);
    }

    private bool MayWrite(CloseReason reason)
    {
        lock (_gate)
        {
            BeginInterval();
            if (_written < options.WarningsMax)
            {
                _written++;
                return true;
            }

            _leftOut++;
            _lastReason = reason;
            return false;
        }
    }

    private void BeginInterval()
    {
        var now = time.GetTimestamp();
        if (now >= _intervalEnd)
        {
            _intervalEnd = time.After(options.WarningInterval);
            _written = 0;
            _isFullTold = false;
        }
    }

    private string? Explain(Exception? cause) =>
        cause is TlsException { Fault: TlsFault.NoHandshake } ? WithAdvice(cause.Message) : cause?.Message;

    private string WithAdvice(string text) => options.TlsAdvice is { } advice ? $"{text} {advice}" : text;

    /// <param name="length">The length that a refused frame announced; 0 if the reason is not one frame's.</param>
    private string Detail(CloseReason reason, int length) => reason switch
    {
        CloseReason.InvalidLength =>
            $"Frame of {length} bytes; at most {requestBytesMax} are accepted "
                + $"(--max-request-bytes, Kafka's socket.request.max.bytes).{Guess(length)}",
        CloseReason.SlowRequest => "The rest of a frame did not arrive in time.",
        CloseReason.SlowHandshake => "The handshake was not over in time.",
        CloseReason.SlowReader => "The client read none of its answers for too long.",
        _ => $"Frame of {length} bytes.",
    };

    /// <summary>Names the protocol whose bytes were taken for a length.</summary>
    private string Guess(int length)
    {
        if (length >> 24 == TlsHandshake && ((length >> 16) & byte.MaxValue) == TlsMajorVersion)
        {
            return WithAdvice(" It looks like TLS, which this listener does not speak.");
        }

        Span<char> text = stackalloc char[sizeof(int)];
        for (var index = 0; index < text.Length; index++)
        {
            text[index] = (char)((length >> (8 * (text.Length - 1 - index))) & byte.MaxValue);
        }

        return text is "GET " or "POST" or "HEAD" or "PUT " or "PRI "
            ? string.Create(CultureInfo.InvariantCulture, $" It looks like HTTP ({text.TrimEnd()}); this is the port for Kafka clients.")
            : "";
    }

    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Debug, "Connection {Id} from {Remote} ended: {Reason}.")]
        public static partial void Closed(ILogger logger, long id, object? remote, CloseReason reason);

        [LoggerMessage(1001, LogLevel.Warning, "Connection {Id} from {Remote} was closed: {Reason}. {Detail}")]
        public static partial void BadPeer(ILogger logger, long id, object? remote, CloseReason reason, string detail);

        [LoggerMessage(1002, LogLevel.Error, "Connection {Id} from {Remote} was closed, because its request failed in this process.")]
        public static partial void Failed(ILogger logger, Exception? fault, long id, object? remote);

        [LoggerMessage(
            1003,
            LogLevel.Warning,
            "Listener {Listener} closed {Count} more connections within {Seconds} s, the last one because of {Reason}. "
            + "Metrics count them by reason.")]
        public static partial void LeftOut(ILogger logger, string listener, int count, double seconds, CloseReason reason);

        [LoggerMessage(1010, LogLevel.Warning, "Listener {Listener} refuses connections: {Open} are open, which is the limit ({Limit}).")]
        public static partial void Full(ILogger logger, string listener, int open, string limit);
    }
}
