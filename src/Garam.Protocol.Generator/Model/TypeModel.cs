namespace Garam.Protocol.Generator.Model;

/// <param name="Kind">Encoding of one value, or of one element of an array.</param>
/// <param name="Name">The C# name of the value or element, fully qualified, without a question mark.</param>
/// <param name="EnumBase">Keyword of an enum's base type.</param>
internal sealed record TypeModel(WireKind Kind, string Name, string? EnumBase, bool IsArray, bool IsNullable);

/// <summary>Encoding of a value on the wire.</summary>
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
