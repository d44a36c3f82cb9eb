using System.Reflection;
using System.Text.RegularExpressions;
using Garam.TidyTests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Garam.InMemoryTests.Clients;

/// <summary>A C# program on a page: a fenced block, and the block of text after it that says what it prints.</summary>
/// <param name="Output">Null if the page does not say: then the program is only compiled.</param>
internal sealed partial record DocumentedProgram(string Text, string? Output)
{
    /// <summary>The SDK adds these to every console project.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static IReadOnlyList<DocumentedProgram> ReadAll(string page) =>
        [.. Block().Matches(Repository.Text(page)).Select(static found => new DocumentedProgram(
            found.Groups["code"].Value, found.Groups["text"].Success ? found.Groups["text"].Value : null))];

    /// <summary>Compiles it as a user would, from the public API alone.</summary>
    public Assembly Compile()
    {
        var compilation = CSharpCompilation.Create(
            "DocumentedProgram",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(Text)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.Empty(result.Diagnostics.Where(static found => found.Severity >= DiagnosticSeverity.Warning));
        return Assembly.Load(image.ToArray());
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```\n(\n```text\n(?<text>.*?)^```\n)?", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
