using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Garam.TidyTests.Usage;

/// <summary>Collects the ids of the types and members that a declaration names.</summary>
internal sealed class References(MetadataReader reader)
{
    public HashSet<string> Named => Types.Named;

    public TypeNames Types { get; } = new();

    /// <summary>The id of a type; for a constructed type that of its definition.</summary>
    public string Type(EntityHandle type)
    {
        if (type.Kind != HandleKind.TypeSpecification)
        {
            Named.Add(TypeNames.Id(reader, type));
            return TypeNames.Id(reader, type);
        }

        // The definition comes first in the signature of a constructed type, so it is the first that is named.
        var specification = new References(reader);
        reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(specification.Types, null);
        Named.UnionWith(specification.Named);
        return specification.Types.First ?? "";
    }

    /// <summary>The id of a method or a field.</summary>
    public string Member(EntityHandle member)
    {
        switch (member.Kind)
        {
            case HandleKind.MethodDefinition:
                var method = reader.GetMethodDefinition((MethodDefinitionHandle)member);
                return Id(Type(method.GetDeclaringType()), method.Name, TypeNames.Text(method.DecodeSignature(new TypeNames(), null)));
            case HandleKind.FieldDefinition:
                var field = reader.GetFieldDefinition((FieldDefinitionHandle)member);
                return Id(Type(field.GetDeclaringType()), field.Name, "");
            case HandleKind.MethodSpecification:
                var specification = reader.GetMethodSpecification((MethodSpecificationHandle)member);
                specification.DecodeSignature(Types, null);
                return Member(specification.Method);
            default:
                var reference = reader.GetMemberReference((MemberReferenceHandle)member);
                var signature = reference.GetKind() == MemberReferenceKind.Field
                    ? ""
                    : TypeNames.Text(reference.DecodeMethodSignature(new TypeNames(), null));
                return Id(Type(reference.Parent), reference.Name, signature);
        }
    }

    public void Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Named.Add(Member(reader.GetCustomAttribute(attribute).Constructor));
        }
    }

    public void Constraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(each => reader.GetGenericParameter(each).GetConstraints()))
        {
            Type(reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    /// <summary>The instructions of a method. Writing a field is no use of it.</summary>
    public void Body(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(Types, null);
        }

        foreach (var region in body.ExceptionRegions.Where(static region => !region.CatchType.IsNil))
        {
            Type(region.CatchType);
        }

        foreach (var (code, named) in Instructions.Naming(body.GetILBytes()!))
        {
            if (named.Kind is HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification)
            {
                Type(named);
            }
            else if (Member(named) is var member && code != OpCodes.Stfld && code != OpCodes.Stsfld)
            {
                Named.Add(member);
            }
        }
    }

    private string Id(string type, StringHandle name, string signature) => $"{type}::{reader.GetString(name)}{signature}";
}
