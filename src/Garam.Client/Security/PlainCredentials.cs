using System.Text;

namespace Garam.Client.Security;

/// <summary>User and password as they are (RFC 4616): only TLS keeps others from reading them.</summary>
public sealed class PlainCredentials(string user, string password) : SaslCredentials
{
    public override string Mechanism => "PLAIN";

    public override string User => user;

    internal override ISaslExchange Begin() => new OneMessageExchange(Encoding.UTF8.GetBytes($"\0{user}\0{password}"), null);
}
