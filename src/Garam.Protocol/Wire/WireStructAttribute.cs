namespace Garam.Protocol.Wire;

/// <summary>
/// Marks a structure inside messages. It is read and written in the version of its message. Nested in a message, it takes the message's
/// versions and encoding. On its own, it serves every message with the same encoding.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class WireStructAttribute : Attribute
{
    /// <summary>Versions with compact lengths and tagged fields; only for a structure that is not nested in a message.</summary>
    public string Flexible { get; init; } = "none";
}
