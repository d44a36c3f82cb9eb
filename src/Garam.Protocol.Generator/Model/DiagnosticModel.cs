using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Garam.Protocol.Generator.Model;

/// <summary>A diagnostic by value. It holds a place in a file, so it exists only where something is wrong.</summary>
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
