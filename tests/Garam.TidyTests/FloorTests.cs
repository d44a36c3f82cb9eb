using System.Text.RegularExpressions;

namespace Garam.TidyTests;

/// <summary>
/// The folders of a project lie on floors. A folder uses every folder of the floors below its own, and on its own floor only the folders
/// that the table names. So the folders of a project never use each other in a circle.
/// </summary>
public sealed partial class FloorTests
{
    private const string Project = "src/Garam.Metadata";

    /// <summary>
    /// From the ground up; the folder without a name is the root of the project. The ground holds ids and the bases of commands, results
    /// and rows. Each feature holds its commands, its rows and the code that applies them. The top knows every feature.
    /// </summary>
    private static readonly (string Folder, string[] Uses)[][] Floors =
    [
        [("", [])],
        [
            ("Configs", []),
            ("Producers", []),
            ("Segments", []),
            ("Cluster", ["Segments"]),
            ("Partitions", ["Producers"]),
            ("Topics", ["Configs", "Partitions"]),
            ("Groups", ["Topics"]),
            ("Logs", ["Cluster", "Partitions", "Producers", "Segments", "Topics"]),
        ],
        [("State", []), ("Snapshots", ["State"]), ("Readable", ["Snapshots", "State"])],
    ];

    [Fact]
    public void Every_folder_has_its_floor()
    {
        var folders = Files().Select(static file => file.Folder).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(Floors.SelectMany(static floor => floor).Select(static row => row.Folder).Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void A_folder_names_only_folders_before_it_on_its_floor() => Assert.All(Floors, static floor =>
    {
        for (var i = 0; i < floor.Length; i++)
        {
            Assert.Subset(floor[..i].Select(static row => row.Folder).ToHashSet(), floor[i].Uses.ToHashSet());
        }
    });

    [Fact]
    public void Folders_use_what_lies_below_them_and_what_they_name()
    {
        var used = Uses().ToLookup(static use => use.Folder, static use => (use.Used, use.Path));
        var below = new HashSet<string>();
        var faults = new List<string>();
        foreach (var floor in Floors)
        {
            foreach (var (folder, uses) in floor)
            {
                faults.AddRange(used[folder]
                    .Where(use => !below.Contains(use.Used) && !uses.Contains(use.Used))
                    .Select(use => $"{use.Path} uses {Project}/{use.Used}, which lies above it or is not named in the table."));
                faults.AddRange(uses.Except(used[folder].Select(static use => use.Used))
                    .Select(unused => $"{Project}/{folder} does not use {unused} any more: remove it from the table."));
            }

            below.UnionWith(floor.Select(static row => row.Folder));
        }

        Assert.Empty(faults);
    }

    /// <summary>A file uses a folder by its using lines, or by a type's name with the folder before it. The root needs neither.</summary>
    private static IEnumerable<(string Folder, string Used, string Path)> Uses()
    {
        var files = Files().ToList();
        var types = files
            .SelectMany(static file => Declaration().Matches(file.Text).Select(match => (file.Folder, Type: match.Groups["name"].Value)))
            .Where(static type => type.Folder.Length > 0)
            .ToLookup(static type => type.Folder, static type => type.Type);
        return from file in files
               from target in types
               where target.Key != file.Folder
               where file.Text.Contains($"using {Root}.{target.Key};", StringComparison.Ordinal)
                   || target.Any(type => file.Text.Contains($"{target.Key}.{type}", StringComparison.Ordinal))
               select (file.Folder, target.Key, file.Path);
    }

    private static string Root => Project["src/".Length..];

    private static IEnumerable<(string Folder, string Path, string Text)> Files() =>
        from path in Repository.SourceFiles(Project)
        let inside = path[(Project.Length + 1)..].Split('/')
        select (inside.Length == 1 ? "" : inside[0], path, Repository.Text(path));

    [GeneratedRegex(@"^(public|internal)[\w ]* (class|struct|record|interface|enum) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
