namespace Garam.Protocol.Wire;

/// <summary>
/// Marks a structure inside messages. It is read and written in the version of its message. Nested in a message it takes the
/// message's versions and encoding; standing alone it serves every message whose encoding is the same as its own.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class WireStructAttribute : Attribute
{
    /// <summary>The versions with compact lengths and tagged fields; only for one that is not nested in a message.</summary>
    public string Flexible { get; init; } = "none";
}
