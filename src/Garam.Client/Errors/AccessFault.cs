namespace Garam.Client.Errors;

/// <summary>Why a client and a cluster do not come together, though each can reach the other.</summary>
public enum AccessFault
{
    /// <summary>The broker refuses user and password, or the token.</summary>
    WrongCredentials,

    /// <summary>The broker does not know the mechanism; <see cref="AccessException.Offered"/> is what it knows.</summary>
    MechanismNotOffered,

    /// <summary>The broker asks nobody who he is.</summary>
    NoAuthentication,

    /// <summary>The broker could not prove that it knows the user's password.</summary>
    BrokerNotProved,

    UnknownAuthority,
    WrongHost,
    Expired,
    BadCertificate,

    /// <summary>The broker wants a certificate of the client, or another one.</summary>
    ClientCertificateRefused,

    /// <summary>The two know no common version or cipher of TLS.</summary>
    NoAgreement,
}
