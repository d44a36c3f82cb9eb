using Garam.Protocol;
using Garam.Transport.Tls;

namespace Garam.Client.Errors;

/// <summary>
/// A broker refuses this client, or this client the broker: credentials or certificates. It is never tried again, because the same would
/// come of it, and some servers lock a user who is wrong too often. The message never holds a secret.
/// </summary>
public sealed class AccessException(AccessFault fault, HostPort broker, string message, Exception? cause = null) : Exception(message, cause)
{
    public AccessFault Fault { get; } = fault;

    public HostPort Broker { get; } = broker;

    /// <summary>The mechanisms that the broker has, where it told.</summary>
    public IReadOnlyList<string> Offered { get; init; } = [];

    /// <summary>Null where trying again may help.</summary>
    internal static AccessException? From(Exception? fault, HostPort broker) => fault switch
    {
        null => null,
        AccessException access => access,
        TlsException { IsLasting: true } tls => new AccessException(KindOf(tls.Fault), broker, tls.Message, tls),
        _ => From(fault.InnerException, broker),
    };

    private static AccessFault KindOf(TlsFault fault) => fault switch
    {
        TlsFault.UnknownAuthority => AccessFault.UnknownAuthority,
        TlsFault.WrongHost => AccessFault.WrongHost,
        TlsFault.Expired => AccessFault.Expired,
        TlsFault.ClientRefused => AccessFault.ClientCertificateRefused,
        TlsFault.NoAgreement => AccessFault.NoAgreement,
        _ => AccessFault.BadCertificate,
    };
}
