namespace Garam.Protocol.Generator.Model;

/// <param name="Kind">How one value, or one element of an array, lies on the wire.</param>
/// <param name="Name">The C# name of the value or element, fully qualified, without a question mark.</param>
/// <param name="EnumBase">For an enum the keyword of its base type.</param>
internal sealed record TypeModel(WireKind Kind, string Name, string? EnumBase, bool IsArray, bool IsNullable)
{
    /// <summary>Kinds whose bytes begin with a length, which the compact encoding shortens.</summary>
    public bool HasLength => IsArray || Kind is WireKind.String or WireKind.Bytes or WireKind.Records;
}

/// <summary>How a value lies on the wire.</summary>
internal enum WireKind
{
    Bool,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    Float64,
    Uuid,
    String,
    Bytes,
    Records,
    Struct,
}
