using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Garam.Protocol.Generator.Model;

/// <summary>The mistakes that the generator finds in message classes.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotPartial =
        Define("GARAM001", "Message type is not partial", "'{0}' must be partial: the generator adds its reader and writer");

    public static readonly DiagnosticDescriptor BadVersions =
        Define("GARAM002", "Malformed version range", "'{0}' is not a version range: write \"3\", \"3+\", \"0-12\" or \"none\"");

    public static readonly DiagnosticDescriptor UnsupportedType =
        Define("GARAM003", "Unsupported field type", "'{0}' has type '{1}', which has no place on the wire; structures need [WireStruct]");

    public static readonly DiagnosticDescriptor NullabilityMismatch =
        Define("GARAM004", "Nullability mismatch", "The type of '{0}' and its nullable versions disagree");

    public static readonly DiagnosticDescriptor BadTag =
        Define("GARAM005", "Tagged field is not possible", "'{0}' cannot be tagged: {1}");

    public static readonly DiagnosticDescriptor MissingKey =
        Define("GARAM006", "API key and interface disagree", "'{0}' needs both an API key and IRequest or IResponse, or neither");

    public static readonly DiagnosticDescriptor NotSettable =
        Define("GARAM007", "Field has no setter", "'{0}' needs a set accessor, or an init accessor in a value type");

    public static readonly DiagnosticDescriptor InheritedFields =
        Define(
            "GARAM008", "Fields of a base class are not read",
            "'{0}' inherits [Field] properties from '{1}'; declare them in the message itself");

    public static readonly DiagnosticDescriptor FlexibleMismatch =
        Define(
            "GARAM009", "Structure has another encoding than its message",
            "'{0}' is flexible in other versions than the message that holds it in '{1}'");

    private static readonly DiagnosticDescriptor[] All =
    [
        NotPartial, BadVersions, UnsupportedType, NullabilityMismatch, BadTag, MissingKey, NotSettable, InheritedFields, FlexibleMismatch,
    ];

    public static DiagnosticDescriptor ById(string id) => All.First(d => d.Id == id);

    private static DiagnosticDescriptor Define(string id, string title, string message) =>
        new(id, title, message, "Garam.Protocol", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

/// <summary>A diagnostic by value. It holds a place in a file, so it exists only for a mistake.</summary>
internal sealed record DiagnosticModel(string Id, string File, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    public static DiagnosticModel Create(DiagnosticDescriptor descriptor, Location? location, params string[] arguments)
    {
        var place = location?.GetLineSpan() ?? default;
        return new(descriptor.Id, place.Path ?? "", location?.SourceSpan ?? default, place.Span, new(arguments));
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Diagnostics.ById(Id),
        Location.Create(File, Span, Lines),
        [.. Arguments]);
}
