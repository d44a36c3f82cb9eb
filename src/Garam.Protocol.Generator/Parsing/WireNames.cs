namespace Garam.Protocol.Generator.Parsing;

/// <summary>Names of Garam.Protocol that the generator looks for.</summary>
internal static class WireNames
{
    public const string MessageAttribute = "Garam.Protocol.Wire.MessageAttribute";

    public const string StructAttribute = "Garam.Protocol.Wire.WireStructAttribute";

    public const string FieldAttribute = "Garam.Protocol.Wire.FieldAttribute";

    public const string Request = "Garam.Protocol.Wire.IRequest";

    public const string Response = "Garam.Protocol.Wire.IResponse";

    public const string Records = "Garam.Protocol.Wire.RecordSlices";

    /// <summary>Full name, as the compiler spells it.</summary>
    public const string ErrorCode = "global::Garam.Protocol.ErrorCode";

    public const string Uuid = "Garam.Protocol.Uuid";

    public const string ByteMemory = "System.ReadOnlyMemory<byte>";
}
