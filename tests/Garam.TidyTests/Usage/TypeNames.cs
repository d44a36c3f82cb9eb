using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Garam.TidyTests.Usage;

/// <summary>
/// Writes a signature as text that is the same in the assembly that declares a member and in one that uses it. Collects the ids of the
/// types that the signatures name.
/// </summary>
internal sealed class TypeNames : ISignatureTypeProvider<string, object?>
{
    public HashSet<string> Named { get; } = [];

    /// <summary>In the signature of a constructed type this is its definition.</summary>
    public string? First { get; private set; }

    public static string Id(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => Id(reader, reader.GetAssemblyDefinition().Name, type),
        HandleKind.TypeReference => Id(reader, Assembly(reader, (TypeReferenceHandle)type), type),
        _ => throw new ArgumentException($"{type.Kind} has no id.", nameof(type)),
    };

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Name(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Name(reader, handle);

    public string GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(',', typeArguments)}>";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetFunctionPointerType(MethodSignature<string> signature) => Text(signature);

    public static string Text(MethodSignature<string> signature) =>
        $"`{signature.GenericParameterCount}({string.Join(',', signature.ParameterTypes)}):{signature.ReturnType}";

    private static string Id(MetadataReader reader, StringHandle assembly, EntityHandle type) =>
        $"{reader.GetString(assembly)}|{Full(reader, type)}";

    private static StringHandle Assembly(MetadataReader reader, TypeReferenceHandle type) =>
        reader.GetTypeReference(type).ResolutionScope switch
        {
            { Kind: HandleKind.TypeReference } outer => Assembly(reader, (TypeReferenceHandle)outer),
            { Kind: HandleKind.AssemblyReference } found => reader.GetAssemblyReference((AssemblyReferenceHandle)found).Name,
            _ => reader.GetAssemblyDefinition().Name,
        };

    private static string Full(MetadataReader reader, EntityHandle type)
    {
        var (outer, space, name) = type.Kind == HandleKind.TypeDefinition
            ? Parts(reader.GetTypeDefinition((TypeDefinitionHandle)type))
            : Parts(reader.GetTypeReference((TypeReferenceHandle)type));
        var simple = reader.GetString(name);
        return !outer.IsNil ? $"{Full(reader, outer)}/{simple}" : space.IsNil ? simple : $"{reader.GetString(space)}.{simple}";
    }

    private static (EntityHandle Outer, StringHandle Namespace, StringHandle Name) Parts(TypeDefinition type) =>
        (type.GetDeclaringType(), type.Namespace, type.Name);

    private static (EntityHandle Outer, StringHandle Namespace, StringHandle Name) Parts(TypeReference type) =>
        (type.ResolutionScope.Kind == HandleKind.TypeReference ? type.ResolutionScope : default, type.Namespace, type.Name);

    private string Name(MetadataReader reader, EntityHandle type)
    {
        var id = Id(reader, type);
        First ??= id;
        Named.Add(id);
        return Full(reader, type);
    }
}
