namespace Garam.CliTests.Security;

/// <summary>The listeners of <see cref="SecuredKafka"/>.</summary>
public enum Entrance
{
    Plaintext,
    Tls,

    /// <summary>TLS, where the client shows a certificate too.</summary>
    MutualTls,
    LoginTls,

    /// <summary>A login without TLS.</summary>
    Login,
}
