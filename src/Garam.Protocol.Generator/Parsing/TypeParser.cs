using Garam.Protocol.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garam.Protocol.Generator.Parsing;

/// <summary>Turns one attributed type into its model. Lives for one type, and passes on nothing of the compilation.</summary>
internal sealed class TypeParser(GeneratorAttributeSyntaxContext match)
{
    private readonly INamedTypeSymbol _type = (INamedTypeSymbol)match.TargetSymbol;
    private readonly List<DiagnosticModel> _diagnostics = [];

    private bool IsMessage => _type.FindAttribute(WireNames.MessageAttribute) is not null;

    public ParsedType Parse()
    {
        CheckPartial();
        CheckBaseTypes();
        CheckVersions();
        var schema = SchemaOf(_type) ?? (VersionRange.None, VersionRange.None);
        var fields = _type.GetMembers().OfType<IPropertySymbol>()
            .Select(p => new FieldParser(p, schema, match.SemanticModel.Compilation, _diagnostics).Parse())
            .OfType<FieldModel>()
            .ToArray();
        CheckTags(fields);
        var key = ParseKey();
        return _diagnostics.Count > 0 ? new(null, new([.. _diagnostics])) : new(Build(schema, key, fields), default);
    }

    /// <summary>
    /// Returns the versions and flexible versions that apply to a type: its own, or those of the message that it is nested in. Returns null
    /// when the type is neither a message nor a structure, or a range is malformed.
    /// </summary>
    public static (VersionRange Versions, VersionRange Flexible)? SchemaOf(INamedTypeSymbol type)
    {
        var isStruct = type.FindAttribute(WireNames.StructAttribute) is not null;
        for (var outer = type;
            outer is not null && (isStruct || SymbolEqualityComparer.Default.Equals(outer, type));
            outer = outer.ContainingType)
        {
            if (outer.FindAttribute(WireNames.MessageAttribute) is { } message)
            {
                return Schema(VersionsArgument(message), message);
            }
        }

        return type.FindAttribute(WireNames.StructAttribute) is { } own ? Schema("0+", own) : null;
    }

    private static (VersionRange, VersionRange)? Schema(string? versions, AttributeData attribute) =>
        VersionRange.TryParse(versions, out var range) && VersionRange.TryParse(FlexibleArgument(attribute), out var flexible)
            ? (range, flexible.Intersect(range))
            : null;

    private static string? VersionsArgument(AttributeData message) => message.ConstructorArguments.LastOrDefault().Value as string;

    private static string FlexibleArgument(AttributeData attribute) => attribute.Named("Flexible") as string ?? "none";

    private MessageModel Build((VersionRange Versions, VersionRange Flexible) schema, int? key, FieldModel[] fields)
    {
        var containers = new List<string>();
        for (var outer = _type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containers.Insert(0, Declaration(outer));
        }

        return new MessageModel(
            _type.ContainingNamespace.ToDisplayString(),
            new([.. containers]),
            Declaration(_type),
            _type.Name,
            _type.IsValueType ? MessageForm.StructValue : IsMessage ? MessageForm.Message : MessageForm.StructClass,
            InheritsRead(),
            key,
            schema.Versions,
            schema.Flexible,
            new(fields));
    }

    private static string Declaration(INamedTypeSymbol type)
    {
        var keyword = (type.IsRecord, type.IsValueType) switch
        {
            (true, true) => "record struct",
            (true, false) => "record",
            (false, true) => "struct",
            (false, false) => "class",
        };
        return $"partial {keyword} {type.Name}";
    }

    private bool InheritsRead()
    {
        for (var type = _type.BaseType; type is not null; type = type.BaseType)
        {
            if (type.GetMembers("Read").OfType<IMethodSymbol>().Any(
                static m => m.Parameters.Length == 2 && (m.IsAbstract || m.IsVirtual || m.IsOverride)))
            {
                return true;
            }
        }

        return false;
    }

    private void CheckPartial()
    {
        for (var type = _type; type is not null; type = type.ContainingType)
        {
            var declaration =
                type.DeclaringSyntaxReferences.Select(static r => r.GetSyntax()).OfType<TypeDeclarationSyntax>().FirstOrDefault();
            if (declaration is not null && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                Report(Diagnostics.NotPartial, declaration.Identifier.GetLocation(), type.Name);
            }
        }
    }

    private void CheckBaseTypes()
    {
        for (var type = _type.BaseType; type is not null; type = type.BaseType)
        {
            if (type.GetMembers().Any(static m => m.FindAttribute(WireNames.FieldAttribute) is not null))
            {
                Report(Diagnostics.InheritedFields, _type.Locations.FirstOrDefault(), _type.Name, type.Name);
            }
        }
    }

    private void CheckTags(FieldModel[] fields)
    {
        var twice = fields.Where(static f => f.IsTagged).GroupBy(static f => f.Tag).FirstOrDefault(g =>
            g.Any(a => g.Any(b => a != b && !a.Versions.Intersect(b.Versions).IsEmpty)));
        if (twice is not null)
        {
            Report(Diagnostics.BadTag, _type.Locations.FirstOrDefault(), twice.Last().Name, $"tag {twice.Key} is taken");
        }
    }

    private void CheckVersions()
    {
        foreach (var attribute in _type.GetAttributes().Where(
            static a => a.AttributeClass?.ToDisplayString() is WireNames.MessageAttribute or WireNames.StructAttribute))
        {
            var versions = IsMessage ? VersionsArgument(attribute) : "0+";
            foreach (var text in new[] { versions, FlexibleArgument(attribute) })
            {
                if (!VersionRange.TryParse(text, out _))
                {
                    Report(Diagnostics.BadVersions, attribute.Place(), text ?? "null");
                }
            }
        }
    }

    private int? ParseKey()
    {
        var arguments = _type.FindAttribute(WireNames.MessageAttribute)?.ConstructorArguments ?? [];
        var key = arguments.Length == 2 && arguments[0].Value is short number ? number : (int?)null;
        var isCall = _type.AllInterfaces.Any(static i => i.ToDisplayString() is WireNames.Request or WireNames.Response);
        if (isCall != key.HasValue)
        {
            Report(Diagnostics.MissingKey, _type.Locations.FirstOrDefault(), _type.Name);
        }

        return key;
    }

    private void Report(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        _diagnostics.Add(DiagnosticModel.Create(descriptor, location, arguments));
}
