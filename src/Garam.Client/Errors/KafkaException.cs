using System.Net.Sockets;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Transport.Tls;

namespace Garam.Client.Errors;

/// <summary>
/// The one exception of this client. <see cref="Fault"/> says what happened. The message is for people only, and never holds a secret.
/// </summary>
public sealed class KafkaException : Exception
{
    /// <summary>Reports the error code of a broker's answer.</summary>
    public KafkaException(ErrorCode code, string message)
        : base($"{message}: {code.KafkaName}") => Code = code;

    /// <summary>Reports anything that is not a broker's error code.</summary>
    public KafkaException(KafkaFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    public KafkaFault Fault { get; }

    /// <summary>
    /// The broker's error code; <see cref="ErrorCode.None"/> unless <see cref="Fault"/> is <see cref="KafkaFault.Refused"/>.
    /// </summary>
    public ErrorCode Code { get; }

    /// <summary>The broker at the other end, if the fault is about one connection.</summary>
    public HostPort? Broker { get; init; }

    /// <summary>The mechanisms that the broker offers, if <see cref="Fault"/> is <see cref="KafkaFault.MechanismNotOffered"/>.</summary>
    public IReadOnlyList<string> OfferedMechanisms { get; init; } = [];

    /// <summary>
    /// Says that the same call may succeed later. Refused logins and certificates are not retried: some servers lock a user out after a few
    /// attempts.
    /// </summary>
    public bool IsRetriable => IsUnanswered || Code.IsRetriable;

    /// <summary>Says that no broker was reached, or that none answered. It is unknown whether one acted on the request.</summary>
    public bool IsUnanswered => IsLoss(Fault);

    internal static void ThrowIfRefused(ErrorCode code, string what, string? detail = null)
    {
        if (code != ErrorCode.None)
        {
            throw new KafkaException(code, string.IsNullOrEmpty(detail) ? what : $"{what} ({detail})");
        }
    }

    /// <summary>Throws if a later call may succeed where this one did not.</summary>
    internal static void ThrowIfRetriable(ErrorCode code, string what)
    {
        if (code.IsRetriable)
        {
            throw new KafkaException(code, what);
        }
    }

    internal static KafkaException TopicNotFound(string what) => new(KafkaFault.TopicNotFound, $"{what}: there is no such topic");

    /// <summary>Reports a connection that cannot be made or is lost, with the reason found in the transport's fault.</summary>
    internal static KafkaException Unanswered(Exception? cause, string message, HostPort broker)
    {
        var fault = FaultOf(cause);
        return new KafkaException(IsLoss(fault) ? fault : KafkaFault.ConnectionBroken, message, cause) { Broker = broker };
    }

    /// <summary>Returns the fault inside this one that the next attempt would meet again, or null if there is none.</summary>
    internal static KafkaException? FindLasting(Exception? fault, HostPort broker) => fault switch
    {
        null => null,
        KafkaException { IsRetriable: false } lasting => lasting,
        TlsException { IsLasting: true } tls => new KafkaException(FaultOf(tls), tls.Message, tls) { Broker = broker },
        _ => FindLasting(fault.InnerException, broker),
    };

    private static bool IsLoss(KafkaFault fault) => fault
        is KafkaFault.HostNotFound or KafkaFault.ConnectionRefused
            or KafkaFault.NoRoute or KafkaFault.HostSilent or KafkaFault.ConnectFailed
        or KafkaFault.ConnectionClosed or KafkaFault.ConnectionBroken or KafkaFault.RequestTimedOut
        or KafkaFault.TlsExpected or KafkaFault.TlsNotSpoken or KafkaFault.NotKafka or KafkaFault.BadAnswer;

    private static KafkaFault FaultOf(Exception? cause) => cause switch
    {
        null => KafkaFault.ConnectionBroken,
        KafkaException known => known.Fault,
        ConnectException connect => FaultOf(connect.Error, KafkaFault.ConnectFailed),
        TlsException tls => FaultOf(tls.Fault),
        MalformedRequestException => KafkaFault.BadAnswer,
        SocketException socket => FaultOf(socket.SocketErrorCode, KafkaFault.ConnectionBroken),
        _ => FaultOf(cause.InnerException),
    };

    private static KafkaFault FaultOf(SocketError error, KafkaFault other) => error switch
    {
        SocketError.ConnectionRefused => KafkaFault.ConnectionRefused,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => KafkaFault.HostNotFound,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => KafkaFault.NoRoute,
        SocketError.TimedOut => KafkaFault.HostSilent,
        _ => other,
    };

    private static KafkaFault FaultOf(TlsFault fault) => fault switch
    {
        TlsFault.NoHandshake => KafkaFault.TlsNotSpoken,
        TlsFault.UnknownAuthority => KafkaFault.UnknownAuthority,
        TlsFault.WrongHost => KafkaFault.WrongHost,
        TlsFault.Expired => KafkaFault.CertificateExpired,
        TlsFault.ClientRefused => KafkaFault.ClientCertificateRefused,
        TlsFault.NoAgreement => KafkaFault.NoCommonTls,
        _ => KafkaFault.BadCertificate,
    };
}
