using System.Text.RegularExpressions;

namespace Garam.TidyTests;

/// <summary>Finds things in the source that a reader would stumble over.</summary>
public sealed partial class SourceTests
{
    /// <summary>
    /// Adapters that the simulation replaces are outside the analyzer's list of banned calls; these stay banned there too. Waiting for a
    /// task's result is not in it: VSTHRD002 is an error everywhere, and knows a task from a property called Result.
    /// </summary>
    private static readonly (string Call, string Instead)[] BannedInAdapters =
    [
        ("Thread.Sleep(", "wait for the event"),
        ("DateTime.Now", "TimeProvider"),
        ("CreateUnbounded", "CreateBounded: every queue has a limit"),
        (".GetAwaiter().GetResult()", "await, or a thread of its own"),
    ];

    /// <summary>Kafka named these.</summary>
    private const string WireTypes = "src/Garam.Protocol/Messages/";

    [Fact]
    public void Type_names_say_what_the_type_is() => AssertNone(VagueName(), "src", "tests", "benchmarks");

    [Fact]
    public void The_analyzers_that_these_rules_rely_on_are_errors()
    {
        var config = Repository.Text(".editorconfig");
        Assert.All(
            ["RS0030", "VSTHRD002", "VSTHRD103", "VSTHRD110"],
            rule => Assert.Contains($"dotnet_diagnostic.{rule}.severity = error", config, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_left_over() => AssertNone(LeftOver(), "src", "benchmarks");

    [Fact]
    public void Tests_wait_for_events_and_never_sleep() => AssertNone(Sleep(), "tests");

    /// <summary>Only the screen writes to a terminal, because only it escapes what names may contain.</summary>
    [Fact]
    public void Commands_say_things_by_the_screen()
    {
        string[] itself =
        [
            "src/Garam.Cli/Terminal/Screen.cs", "src/Garam.Cli/Terminal/ToolHelp.cs", "src/Garam.Cli/Output/TableView.cs",
            "src/Garam.Cli/Output/LiveFrame.cs",
        ];
        var faults = from path in Repository.SourceFiles("src/Garam.Cli", "src/Garam.Bench", "src/Garam.Demo", "src/Garam/CommandLine")
                     where !itself.Contains(path)
                     from line in Repository.Lines(path)
                     where line.Contains("Out.Write(", StringComparison.Ordinal)
                         || line.Contains("Out.WriteLine(", StringComparison.Ordinal)
                         || line.Contains("Error.WriteLine(\"", StringComparison.Ordinal)
                     select $"{path}: {line.Trim()}: say it by the screen, which escapes it";

        Assert.DoesNotContain(faults, static fault => !fault.Contains("Printable.Of", StringComparison.Ordinal));
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        // The compiler looks for its marker under the runtime's own name.
        const string CompilerMarker = "src/Garam.Protocol.Generator/IsExternalInit.cs";
        var faults = Repository.SourceFiles("src")
            .Where(path => path != CompilerMarker)
            .Select(path => (
                path, Found: Repository.Lines(path).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))))
            .Where(file => file.Found is not null && file.Found != $"namespace {Expected(file.path)};")
            .Select(file => $"{file.path}: {file.Found}, expected {Expected(file.path)}");

        Assert.Empty(faults);
    }

    [Fact]
    public void Adapters_keep_to_their_shorter_list()
    {
        var faults = from path in Repository.SourceFiles("src")
                     from line in Repository.Lines(path).Select((text, index) => (text, number: index + 1))
                     from banned in BannedInAdapters
                     where line.text.Contains(banned.Call, StringComparison.Ordinal)
                         && !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal)
                     select $"{path}:{line.number}: {banned.Call} – use {banned.Instead}";

        Assert.Empty(faults);
    }

    private static string Expected(string path) => Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.');

    private static void AssertNone(Regex pattern, params string[] folders)
    {
        var faults = from path in Repository.SourceFiles(folders)
                     where !path.StartsWith("tests/Garam.TidyTests/", StringComparison.Ordinal)
                         && !path.StartsWith(WireTypes, StringComparison.Ordinal)
                     from line in Repository.Lines(path).Select((text, index) => (text, number: index + 1))
                     where pattern.IsMatch(line.text)
                     select $"{path}:{line.number}: {line.text.Trim()}";

        Assert.Empty(faults);
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum) \w*(Manager|Helper|Util(s|ity|ities)?|Common|Processor|Info|Base|Data)\b")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|#region|#pragma warning disable|Skip *= *""")]
    private static partial Regex LeftOver();

    [GeneratedRegex(@"Thread\.Sleep\(")]
    private static partial Regex Sleep();
}
