using System.Xml.Linq;

namespace Garam.TidyTests;

/// <summary>The direction of references between projects is the table in docs/architecture.md.</summary>
public sealed class ReferenceTests
{
    private const string Prefix = "Garam.";

    [Fact]
    public void Projects_reference_exactly_what_the_table_allows()
    {
        var table = Table();
        var faults = new List<string>();
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            if (!table.TryGetValue(name, out var allowed))
            {
                faults.Add($"{name} is not in the table of docs/architecture.md.");
                continue;
            }

            faults.AddRange(References(project).Where(reference => !allowed.Contains(reference))
                .Select(reference => $"{name} references {reference}, which the table does not allow."));
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void The_table_names_no_project_that_does_not_exist() =>
        Assert.All(Table().Keys, name => Assert.True(File.Exists(Path.Combine(Repository.Root, "src", name, name + ".csproj")), name));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("OutputItemType") != "Analyzer")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

    /// <summary>Rows look like "| `Garam.Broker` | what it is | Protocol, Transport |".</summary>
    private static Dictionary<string, HashSet<string>> Table()
    {
        var rows = Repository.Lines("docs/architecture.md")
            .Where(line => line.StartsWith("| `Garam", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[3]);
        var table = new Dictionary<string, HashSet<string>>();
        foreach (var (name, cell) in rows)
        {
            table[name] = cell switch
            {
                "nothing" or "(analyzer)" => [],
                "all" => [.. rows.Keys],
                _ => [.. cell.Split(',', StringSplitOptions.TrimEntries).Select(part => Prefix + part)],
            };
        }

        return table;
    }
}
