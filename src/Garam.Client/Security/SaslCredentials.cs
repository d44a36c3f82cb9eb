using System.Security.Cryptography;
using System.Text;

namespace Garam.Client.Security;

/// <summary>The login of a client. Its text never shows the secret.</summary>
public abstract class SaslCredentials
{
    /// <summary>Kafka's name of the mechanism.</summary>
    public abstract string Mechanism { get; }

    /// <summary>The user; empty if only the secret names one.</summary>
    public virtual string User => "";

    public override string ToString() => $"{Mechanism} {User}".TrimEnd();

    /// <summary>Begins one exchange with one broker.</summary>
    internal abstract ISaslExchange Begin();
}

/// <summary>A user and password, sent as they are (RFC 4616): only TLS keeps others from reading them.</summary>
public sealed class PlainCredentials(string user, string password) : SaslCredentials
{
    public override string Mechanism => "PLAIN";

    public override string User => user;

    internal override ISaslExchange Begin() => new OneMessageExchange(Encoding.UTF8.GetBytes($"\0{user}\0{password}"), null);
}

/// <summary>
/// A user and password that never go over the wire; the broker has to prove that it knows them too (RFC 5802, RFC 7677).
/// </summary>
public sealed class ScramCredentials : SaslCredentials
{
    private const int NonceBytes = 18;

    private readonly ScramHash _hash;
    private readonly string _user;
    private readonly string _password;
    private readonly Func<string> _nonces;

    public ScramCredentials(ScramHash hash, string user, string password)
        : this(hash, user, password, static () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)))
    {
    }

    /// <param name="nonces">Returns printable characters without commas that nobody can guess, others for every call.</param>
    internal ScramCredentials(ScramHash hash, string user, string password, Func<string> nonces) =>
        (_hash, _user, _password, _nonces) = (hash, user, password, nonces);

    public override string Mechanism => _hash == ScramHash.Sha256 ? "SCRAM-SHA-256" : "SCRAM-SHA-512";

    public override string User => _user;

    internal override ISaslExchange Begin() =>
        new ScramExchange(_hash == ScramHash.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512, _user, _password, _nonces());
}

public enum ScramHash
{
    Sha256,
    Sha512,
}

/// <summary>A token from an identity provider (RFC 7628, KIP-255): only TLS keeps others from reading it.</summary>
public sealed class BearerCredentials(string token) : SaslCredentials
{
    public override string Mechanism => "OAUTHBEARER";

    /// <summary>The broker sends a refusal as text first, and as an error after this answer (RFC 7628, section 3.2.3).</summary>
    internal override ISaslExchange Begin() =>
        new OneMessageExchange(Encoding.UTF8.GetBytes($"n,,\u0001auth=Bearer {token}\u0001\u0001"), [1]);
}
