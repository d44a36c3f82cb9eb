namespace Garam.Client.Errors;

/// <summary>The kinds of <see cref="KafkaException"/>. A caller, or a person, can do something different about each.</summary>
public enum KafkaFault
{
    /// <summary>A broker answered with an error: <see cref="KafkaException.Code"/>.</summary>
    Refused,

    /// <summary>The cluster has no such topic, and asking again does not help.</summary>
    TopicNotFound,

    /// <summary>No broker acknowledged a batch within the delivery time-out. It may be stored.</summary>
    DeliveryTimedOut,

    /// <summary>The name of a host has no address.</summary>
    HostNotFound,

    /// <summary>The host answers, and nothing listens at the port.</summary>
    ConnectionRefused,

    /// <summary>The network has no way to the host.</summary>
    NoRoute,

    /// <summary>The host does not answer to a connection, or stopped acknowledging one.</summary>
    HostSilent,

    /// <summary>A connection cannot be made for another reason.</summary>
    ConnectFailed,

    /// <summary>The broker ended the connection in order.</summary>
    ConnectionClosed,

    /// <summary>The connection broke, or this client ended it.</summary>
    ConnectionBroken,

    /// <summary>The broker did not answer a request in time, so the connection was given up.</summary>
    RequestTimedOut,

    /// <summary>The broker answers a connection in the clear with a TLS alert.</summary>
    TlsExpected,

    /// <summary>The broker does not answer in TLS.</summary>
    TlsNotSpoken,

    /// <summary>The other end does not speak Kafka's protocol.</summary>
    NotKafka,

    /// <summary>The broker's answer cannot be read, or belongs to no request.</summary>
    BadAnswer,

    /// <summary>The broker serves no version of an API that this client knows.</summary>
    NoCommonVersion,

    /// <summary>The broker refuses the user and password, or the token.</summary>
    LoginRefused,

    /// <summary>The broker does not know the mechanism: <see cref="KafkaException.OfferedMechanisms"/> lists those it knows.</summary>
    MechanismNotOffered,

    /// <summary>The listener has no logins.</summary>
    LoginNotOffered,

    /// <summary>The broker could not prove that it knows the user's password.</summary>
    BrokerNotProved,

    /// <summary>The broker's certificate is signed by an authority that is not trusted here.</summary>
    UnknownAuthority,

    /// <summary>The broker's certificate names another host.</summary>
    WrongHost,

    /// <summary>The broker's certificate is no longer valid, or not yet.</summary>
    CertificateExpired,

    /// <summary>The broker's certificate has another flaw.</summary>
    BadCertificate,

    /// <summary>The broker wants a certificate from this client, or another one.</summary>
    ClientCertificateRefused,

    /// <summary>Both ends speak TLS and know no common version or cipher.</summary>
    NoCommonTls,
}
