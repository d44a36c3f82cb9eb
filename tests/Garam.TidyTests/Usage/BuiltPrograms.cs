using System.Xml.Linq;

namespace Garam.TidyTests.Usage;

/// <summary>The product, its tests and its benchmarks, as they were built beside these tests.</summary>
internal sealed class BuiltPrograms
{
    /// <summary>The package whose API is written down. Its callers also use the public members of the types that it gives them.</summary>
    private const string Package = "Garam.Client|";

    /// <summary>artifacts/bin/{project}/{configuration}</summary>
    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory);

    private readonly List<TypeDeclaration> _product = [];
    private readonly List<TypeDeclaration> _tests = [];
    private readonly List<string> _entries = [];

    public BuiltPrograms()
    {
        foreach (var path in Assemblies("src"))
        {
            using var file = new AssemblyFile(path);
            _product.AddRange(file.Types());
            _entries.AddRange(file.EntryPoint is { } entry ? [entry] : []);
        }

        foreach (var path in Assemblies("tests", "benchmarks"))
        {
            using var file = new AssemblyFile(path);
            _tests.AddRange(file.Types());
        }
    }

    public UnusedReport Unused()
    {
        var compilerParts = _product.Where(static type => type.IsCompilerPart).SelectMany(static type => type.Members);
        return new UnusedReport(_product, [.. _entries, .. Api(), .. compilerParts.Select(static member => member.Id)], _tests);
    }

    /// <summary>Types that lie in a type of these tests.</summary>
    public static IReadOnlyList<TypeDeclaration> OfTests(string outer)
    {
        using var file = new AssemblyFile(typeof(BuiltPrograms).Assembly.Location);
        return [.. file.Types().Where(type => type.Id.Contains($".{outer}/", StringComparison.Ordinal))];
    }

    private IEnumerable<string> Api()
    {
        var types = _product.Where(static type => type.IsPublic).ToDictionary(static type => type.Id);
        var seen = new HashSet<string>();
        var queue = new Queue<string>(types.Keys.Where(static id => id.StartsWith(Package, StringComparison.Ordinal)));
        while (queue.TryDequeue(out var id))
        {
            if (!types.TryGetValue(id, out var type) || !seen.Add(id))
            {
                continue;
            }

            yield return id;
            foreach (var member in type.Members.Where(static member => member.IsPublic))
            {
                yield return member.Id;
                foreach (var next in member.Signature)
                {
                    queue.Enqueue(next);
                }
            }
        }
    }

    private static IEnumerable<string> Assemblies(params string[] folders)
    {
        var projects = folders.SelectMany(static folder =>
            Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories));
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var assembly = XDocument.Load(project).Descendants("AssemblyName").Select(static each => each.Value).FirstOrDefault(name);
            yield return Path.Combine(Here.Parent!.Parent!.FullName, name, Here.Name, assembly + ".dll");
        }
    }
}
