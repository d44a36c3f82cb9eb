using Garam.Protocol.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garam.Protocol.Generator.Parsing;

/// <summary>Turns one [Field] property into its model.</summary>
internal sealed class FieldParser(
    IPropertySymbol property,
    (VersionRange Versions, VersionRange Flexible) schema,
    Compilation compilation,
    List<DiagnosticModel> diagnostics)
{
    public FieldModel? Parse()
    {
        if (property.FindAttribute(WireNames.FieldAttribute) is not { } attribute)
        {
            return null;
        }

        var versions = Range(attribute, attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "0+");
        var nullable = Range(attribute, attribute.Named("Nullable") as string ?? "none").Intersect(versions);
        var flexible = attribute.Named("Flexible") is string own ? Range(attribute, own) : schema.Flexible;
        var tag = attribute.Named("Tag") is int number ? number : -1;
        if (property.SetMethod is null || (property.SetMethod.IsInitOnly && !property.ContainingType.IsValueType))
        {
            Report(Diagnostics.NotSettable, property.Name);
        }

        if (TypeClassifier.Classify(property.Type) is not { } type)
        {
            Report(Diagnostics.UnsupportedType, property.Name, property.Type.ToDisplayString());
            return null;
        }

        var field = new FieldModel(property.Name, type, versions, nullable, flexible.Intersect(schema.Versions), tag, Default: null);
        CheckNullability(field);
        CheckStructEncoding();
        return tag >= 0 ? field with { Default = ParseTagged(field) } : field;
    }

    private VersionRange Range(AttributeData attribute, string text)
    {
        if (!VersionRange.TryParse(text, out var range))
        {
            Report(Diagnostics.BadVersions, attribute.Place(), text);
        }

        return range.Intersect(schema.Versions);
    }

    /// <summary>
    /// A tagged structure is nullable in C#, because null means "absent". A records field can be null without being nullable.
    /// </summary>
    private void CheckNullability(FieldModel field)
    {
        var type = field.Type;
        var isRecords = type is { Kind: WireKind.Records, IsArray: false };
        var isTaggedStruct = field.IsTagged && type is { Kind: WireKind.Struct, IsArray: false };
        var wantsNull = !isRecords && (!field.NullableVersions.IsEmpty || isTaggedStruct);
        var canBeNull = type.IsArray || type.Kind is WireKind.String or WireKind.Bytes or WireKind.Records or WireKind.Struct;
        if (type.IsNullable != wantsNull || (type.IsNullable && !canBeNull))
        {
            Report(Diagnostics.NullabilityMismatch, field.Name);
        }
    }

    private void CheckStructEncoding()
    {
        var type = property.Type is IArrayTypeSymbol array ? array.ElementType : property.Type;
        if (type is INamedTypeSymbol named && named.FindAttribute(WireNames.StructAttribute) is not null
            && TypeParser.SchemaOf(named) is { } inner && inner.Flexible.Intersect(schema.Versions) != schema.Flexible)
        {
            Report(Diagnostics.FlexibleMismatch, named.Name, property.Name);
        }
    }

    private string? ParseTagged(FieldModel field)
    {
        if (!field.Flexible.Contains(field.Versions))
        {
            Report(Diagnostics.BadTag, field.Name, "its versions are not all flexible");
        }

        if (property.ContainingType.IsValueType)
        {
            Report(Diagnostics.BadTag, field.Name, "value types have no tagged fields");
        }

        if (Initializer() is not { } initializer || field.Type.IsArray)
        {
            return null;
        }

        var constant = compilation.GetSemanticModel(initializer.SyntaxTree).GetConstantValue(initializer);
        if (constant.HasValue)
        {
            return constant.Value is null or ""
                ? null
                : SymbolDisplay.FormatPrimitive(constant.Value, quoteStrings: true, useHexadecimalNumbers: false);
        }

        Report(Diagnostics.BadTag, field.Name, "its default is not a constant");
        return null;
    }

    private ExpressionSyntax? Initializer() => property.DeclaringSyntaxReferences
        .Select(static r => r.GetSyntax()).OfType<PropertyDeclarationSyntax>().FirstOrDefault()?.Initializer?.Value;

    private void Report(DiagnosticDescriptor descriptor, params string[] arguments) =>
        Report(descriptor, property.Locations.FirstOrDefault(), arguments);

    private void Report(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        diagnostics.Add(DiagnosticModel.Create(descriptor, location, arguments));
}
