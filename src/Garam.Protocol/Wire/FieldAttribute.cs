namespace Garam.Protocol.Wire;

/// <summary>Marks a property as a field on the wire. Its initializer is its default, and its value in versions without the field.</summary>
/// <param name="versions">The versions that have the field.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute(string versions = "0+") : Attribute
{
    public string Versions { get; } = versions;

    /// <summary>The versions in which it may be null.</summary>
    public string Nullable { get; init; } = "none";

    /// <summary>The number of a tagged field; -1 for a field in the row.</summary>
    public int Tag { get; init; } = -1;

    /// <summary>Overrides the message's flexible versions for this field alone (Kafka's request header needs it).</summary>
    public string? Flexible { get; init; }
}
