namespace Garam.Client.Security;

/// <summary>With what a client says who it is. Its text never shows the secret.</summary>
public abstract class SaslCredentials
{
    /// <summary>As brokers list it.</summary>
    public abstract string Mechanism { get; }

    /// <summary>Whom it names; empty where only the secret says so.</summary>
    public virtual string User => "";

    public override string ToString() => $"{Mechanism} {User}".TrimEnd();

    /// <summary>One talk with one broker.</summary>
    internal abstract ISaslExchange Begin();
}
