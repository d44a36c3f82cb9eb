using Garam.Protocol.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Garam.Protocol.Generator.Parsing;

/// <summary>Finds the encoding of a C# type on the wire.</summary>
internal static class TypeClassifier
{
    /// <summary>Returns null for a type that has no encoding.</summary>
    public static TypeModel? Classify(ITypeSymbol type)
    {
        var nullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is IArrayTypeSymbol array)
        {
            return array.Rank == 1 && Element(array.ElementType) is { IsNullable: false } element
                ? element with { IsArray = true, IsNullable = nullable }
                : null;
        }

        return Element(type);
    }

    private static TypeModel? Element(ITypeSymbol type)
    {
        var nullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } wrapper)
        {
            type = wrapper.TypeArguments[0];
        }

        var plain = type.WithNullableAnnotation(NullableAnnotation.None);
        var name = plain.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
        {
            return Primitive(underlying.SpecialType) is { } kind ? new(kind, name, underlying.ToDisplayString(), false, nullable) : null;
        }

        return KindOf(type, plain) is { } found ? new(found, name, null, false, nullable) : null;
    }

    private static WireKind? KindOf(ITypeSymbol type, ITypeSymbol plain) => plain.ToDisplayString() switch
    {
        WireNames.Uuid => WireKind.Uuid,
        WireNames.Records => WireKind.Records,
        WireNames.ByteMemory => WireKind.Bytes,
        _ when type.FindAttribute(WireNames.StructAttribute) is not null => WireKind.Struct,
        _ => Primitive(type.SpecialType),
    };

    private static WireKind? Primitive(SpecialType type) => type switch
    {
        SpecialType.System_Boolean => WireKind.Bool,
        SpecialType.System_SByte => WireKind.Int8,
        SpecialType.System_Byte => WireKind.UInt8,
        SpecialType.System_Int16 => WireKind.Int16,
        SpecialType.System_UInt16 => WireKind.UInt16,
        SpecialType.System_Int32 => WireKind.Int32,
        SpecialType.System_UInt32 => WireKind.UInt32,
        SpecialType.System_Int64 => WireKind.Int64,
        SpecialType.System_Double => WireKind.Float64,
        SpecialType.System_String => WireKind.String,
        _ => null,
    };
}
