using System.Text;

namespace Garam.Client.Security;

/// <summary>A token that somebody else has issued (RFC 7628, KIP-255): only TLS keeps others from reading it.</summary>
public sealed class BearerCredentials(string token) : SaslCredentials
{
    public override string Mechanism => "OAUTHBEARER";

    /// <summary>A refusal comes as a text first, and as an error after this answer (RFC 7628, section 3.2.3).</summary>
    internal override ISaslExchange Begin() => new OneMessageExchange(Encoding.UTF8.GetBytes($"n,,\u0001auth=Bearer {token}\u0001\u0001"), [1]);
}
