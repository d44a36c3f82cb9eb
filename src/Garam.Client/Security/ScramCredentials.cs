using System.Security.Cryptography;

namespace Garam.Client.Security;

/// <summary>
/// User and password that never go over the wire; the broker has to prove that it knows them too (RFC 5802, RFC 7677).
/// <paramref name="nonces"/> gives a text of printable characters without commas that nobody can guess, another one for every call.
/// </summary>
public sealed class ScramCredentials(ScramHash hash, string user, string password, Func<string> nonces) : SaslCredentials
{
    public override string Mechanism => hash == ScramHash.Sha256 ? "SCRAM-SHA-256" : "SCRAM-SHA-512";

    public override string User => user;

    internal override ISaslExchange Begin() => new ScramExchange(hash == ScramHash.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512, user, password, nonces());
}
