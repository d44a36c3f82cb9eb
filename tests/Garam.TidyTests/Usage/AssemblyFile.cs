using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Garam.TidyTests.Usage;

/// <summary>Reads what an assembly declares, and what each declaration uses.</summary>
internal sealed class AssemblyFile : IDisposable
{
    private static readonly string[] GeneratedBy =
    [
        "|System.Runtime.CompilerServices.CompilerGeneratedAttribute::",
        "|System.CodeDom.Compiler.GeneratedCodeAttribute::",
        "|Microsoft.CodeAnalysis.EmbeddedAttribute::",
    ];

    private static readonly string[] Generator = ["|Microsoft.CodeAnalysis.GeneratorAttribute::"];

    private static readonly string[] InlineArray = ["|System.Runtime.CompilerServices.InlineArrayAttribute::"];

    private readonly PEReader _file;
    private readonly MetadataReader _reader;

    public AssemblyFile(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
    }

    /// <summary>The method that the runtime calls first; null for a library.</summary>
    public string? EntryPoint =>
        _file.PEHeaders.CorHeader!.EntryPointTokenOrRelativeVirtualAddress is not 0 and var token
            ? new References(_reader).Member(MetadataTokens.EntityHandle(token))
            : null;

    public IEnumerable<TypeDeclaration> Types() => _reader.TypeDefinitions.Select(Type);

    public void Dispose() => _file.Dispose();

    private TypeDeclaration Type(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var references = new References(_reader);
        var id = TypeNames.Id(_reader, handle);
        var bases = type.GetInterfaceImplementations().Select(each => _reader.GetInterfaceImplementation(each).Interface)
            .Append(type.BaseType)
            .Where(static each => !each.IsNil)
            .Select(references.Type)
            .ToList();
        var declared = new TypeDeclaration(id)
        {
            Origin = Origin(type, bases),
            IsCompilerPart = HasAny(Generator, type.GetCustomAttributes()),
            IsInterface = (type.Attributes & TypeAttributes.Interface) != 0,
            IsPublic = (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic,
        };
        declared.Bases.AddRange(bases);
        declared.Members.AddRange(type.GetMethods().Select(method => Method(id, _reader.GetMethodDefinition(method))));
        declared.Members.AddRange(type.GetFields().Select(_reader.GetFieldDefinition)
            .Where(static field => (field.Attributes & FieldAttributes.Literal) == 0)
            .Select(field => Field(id, field)));
        declared.Properties.AddRange(Properties(type));
        declared.Implements.AddRange(type.GetMethodImplementations().Select(_reader.GetMethodImplementation)
            .Select(each => (references.Member(each.MethodDeclaration), references.Member(each.MethodBody))));
        references.Attributes(type.GetCustomAttributes());
        references.Constraints(type.GetGenericParameters());
        declared.Uses.UnionWith(references.Named);
        declared.Uses.UnionWith(declared.Members.Where(static member => member.Name == ".cctor").Select(static member => member.Id));
        return declared;
    }

    private Origin Origin(TypeDefinition type, List<string> bases) =>
        HasAny(GeneratedBy, type.GetCustomAttributes()) ? Usage.Origin.Generated
        : bases.Contains("System.Runtime|System.Attribute")
            || HasAny(InlineArray, type.GetCustomAttributes())
            || (bases.Contains("System.Runtime|System.ValueType") && IsOfThePlatform(type)) ? Usage.Origin.Layout
        : Usage.Origin.Source;

    /// <summary>Structures that the operating system reads lie in the types that declare its calls.</summary>
    private bool IsOfThePlatform(TypeDefinition type) =>
        type.GetDeclaringType() is { IsNil: false } outer
        && _reader.GetTypeDefinition(outer).GetMethods().Any(method =>
            (_reader.GetMethodDefinition(method).Attributes & MethodAttributes.PinvokeImpl) != 0);

    private MemberDeclaration Method(string type, MethodDefinition method)
    {
        var references = new References(_reader);
        var name = _reader.GetString(method.Name);
        var signature = method.DecodeSignature(references.Types, null);
        string[] seen = [.. references.Named];
        references.Attributes(method.GetCustomAttributes());
        references.Constraints(method.GetGenericParameters());
        if (method.RelativeVirtualAddress != 0)
        {
            references.Body(_file.GetMethodBody(method.RelativeVirtualAddress));
        }

        return new MemberDeclaration($"{type}::{name}{TypeNames.Text(signature)}", name)
        {
            Signature = seen,
            // The text of a record names every property, which does not make one useful.
            Uses = name == "PrintMembers" ? [] : references.Named,
            Origin = HasAny(GeneratedBy, method.GetCustomAttributes()) ? Usage.Origin.Generated : Usage.Origin.Source,
            Parameters = signature.ParameterTypes.Length,
            IsMethod = true,
            IsVirtual = (method.Attributes & MethodAttributes.Virtual) != 0,
            IsPublic = (method.Attributes & MethodAttributes.MemberAccessMask)
                is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem,
        };
    }

    private MemberDeclaration Field(string type, FieldDefinition field)
    {
        var references = new References(_reader);
        var name = _reader.GetString(field.Name);
        field.DecodeSignature(references.Types, null);
        return new MemberDeclaration($"{type}::{name}", name)
        {
            Signature = references.Named,
            Uses = references.Named,
            Origin = HasAny(GeneratedBy, field.GetCustomAttributes()) ? Usage.Origin.Generated : Usage.Origin.Source,
            IsPublic = (field.Attributes & FieldAttributes.FieldAccessMask)
                is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem,
        };
    }

    private IEnumerable<PropertyDeclaration> Properties(TypeDefinition type)
    {
        var references = new References(_reader);
        foreach (var property in type.GetProperties().Select(_reader.GetPropertyDefinition))
        {
            var accessors = property.GetAccessors();
            string[] ids =
            [
                .. new[] { accessors.Getter, accessors.Setter }.Where(static each => !each.IsNil).Select(each => references.Member(each)),
            ];
            yield return new PropertyDeclaration(_reader.GetString(property.Name), ids[0], ids);
        }

        foreach (var occurrence in type.GetEvents().Select(_reader.GetEventDefinition))
        {
            var accessors = occurrence.GetAccessors();
            string[] ids = [references.Member(accessors.Adder), references.Member(accessors.Remover)];
            yield return new PropertyDeclaration(_reader.GetString(occurrence.Name), ids[0], ids);
        }
    }

    private bool HasAny(string[] names, CustomAttributeHandleCollection attributes) =>
        attributes.Select(each => new References(_reader).Member(_reader.GetCustomAttribute(each).Constructor))
            .Any(constructor => names.Any(name => constructor.Contains(name, StringComparison.Ordinal)));
}
