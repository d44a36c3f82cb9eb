namespace Garam.Protocol.Generator.Model;

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
