using Garam.Protocol.Generator;
using Garam.Protocol.Wire;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Garam.UnitTests.Protocol.Generator;

/// <summary>The generator over a few lines of source, with step tracking on.</summary>
internal sealed class GeneratorRun
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                || p.EndsWith("netstandard.dll", StringComparison.Ordinal))
            .Select(p => MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(IMessage).Assembly.Location),
    ];

    private GeneratorDriver _driver = CSharpGeneratorDriver.Create(
        [new MessageGenerator().AsSourceGenerator()],
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private Compilation _compilation;

    public GeneratorRun(params string[] sources)
    {
        _compilation = CSharpCompilation.Create(
            "Snippet",
            sources.Select((s, i) => CSharpSyntaxTree.ParseText(s, path: $"Source{i}.cs")),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Result = Run();
    }

    public GeneratorRunResult Result { get; private set; }

    public IReadOnlyList<string> DiagnosticIds => [.. Result.Diagnostics.Select(d => d.Id).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The compiler's diagnostics for the source together with the generated code.</summary>
    public IReadOnlyList<Diagnostic> CompilerErrors =>
        [.. _compilation.AddSyntaxTrees(Result.GeneratedSources.Select(s => s.SyntaxTree)).GetDiagnostics().Where(
            d => d.Severity == DiagnosticSeverity.Error)];

    /// <summary>Replaces one source and runs again, as an editor does on every key.</summary>
    public void Change(int index, string source)
    {
        var old = _compilation.SyntaxTrees.ElementAt(index);
        _compilation = _compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(source, path: old.FilePath));
        Result = Run();
    }

    public string Source(string hint) => Result.GeneratedSources.Single(s => s.HintName == hint).SourceText.ToString();

    private GeneratorRunResult Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        return _driver.GetRunResult().Results.Single();
    }
}
