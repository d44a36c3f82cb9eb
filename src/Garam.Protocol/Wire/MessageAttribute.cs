namespace Garam.Protocol.Wire;

/// <summary>
/// Marks a message. The source generator writes its <see cref="IMessage"/> members from its <see cref="FieldAttribute"/>s, in the order of
/// their declaration. Version ranges are written as in Kafka's schemas: "3", "3+", "0-12", "none".
/// </summary>
/// <param name="versions">The versions that can be read and written.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MessageAttribute(string versions) : Attribute
{
    /// <summary>Marks a request or response. The class says which by its interface.</summary>
    public MessageAttribute(ApiKey key, string versions)
        : this(versions) => Key = key;

    public ApiKey? Key { get; }

    public string Versions { get; } = versions;

    /// <summary>The versions with compact lengths and tagged fields.</summary>
    public string Flexible { get; init; } = "none";
}
