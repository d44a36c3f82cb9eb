using System.Text.RegularExpressions;

namespace Garam.TidyTests;

/// <summary>Sizes within a file. The text is enough for that, because the format check keeps braces where they are looked for.</summary>
public sealed partial class StructureTests
{
    /// <summary>A method that needs more has a reason, or a class in it that should exist.</summary>
    private const int ProductMethodLinesMax = 40;

    /// <summary>A test that tells one story from beginning to end may take longer than a method of the product.</summary>
    private const int TestMethodLinesMax = 60;

    private const int InterfaceMembersMax = 7;

    private static readonly Dictionary<string, string> LongMethods = new()
    {
        ["src/Garam/Composition/DataPlane.cs:DataPlane"] = "Composes the data plane: each line creates one part from those above it.",
        ["src/Garam/Hosting/EmbeddedNode.cs:Describe"] = "Maps the options of serve to those of a node, one line each.",
    };

    [Fact]
    public void Methods_are_short_or_have_a_reason()
    {
        var faults = from path in Repository.SourceFiles("src", "tests", "benchmarks")
                     from method in TooLong(path)
                     where !LongMethods.ContainsKey($"{path}:{method.Name}")
                     select $"{path}:{method.Line}: {method.Name} has {method.Lines} lines; the limit is {MethodLinesMax(path)}.";

        Assert.Empty(faults);
    }

    [Fact]
    public void Exceptions_are_still_needed()
    {
        var needed = Repository.SourceFiles("src", "tests", "benchmarks")
            .SelectMany(path => TooLong(path).Select(method => $"{path}:{method.Name}"))
            .ToHashSet();
        Assert.All(LongMethods, entry =>
        {
            Assert.NotEmpty(entry.Value);
            Assert.True(needed.Contains(entry.Key), $"{entry.Key} is short enough now: remove its exception.");
        });
    }

    [Fact]
    public void Interfaces_have_few_members()
    {
        var faults = from path in Repository.SourceFiles("src")
                     from found in Interface().Matches(Repository.Text(path))
                     let members = Members(found.Groups["body"].Value)
                     where members > InterfaceMembersMax
                     select $"{path}: {found.Groups["name"].Value} has {members} members; the limit is {InterfaceMembersMax}.";

        Assert.Empty(faults);
    }

    [Fact]
    public void The_rules_see_what_they_are_about()
    {
        string[] lines =
        [
            "public sealed class C",
            "{",
            "    public void A()",
            "    {",
            "        Call();",
            "    }",
            "",
            "    private static int B(",
            "        int x)",
            "    {",
            "    }",
            "    private sealed class D(int x)",
            "    {",
            "    }",
            "}",
        ];
        Assert.Equal([("A", 3, 4), ("B", 8, 4)], Methods(lines));
        Assert.Equal(
            3,
            Members("    /// <summary>One; two.</summary>\n    int A { get; }\n\n    [Obsolete]\n    Task B(\n        int x);\n    "
                + "event Action C;\n"));
    }

    private static IEnumerable<(string Name, int Line, int Lines)> TooLong(string path) =>
        Methods(Repository.Lines(path)).Where(method => method.Lines > MethodLinesMax(path));

    private static int MethodLinesMax(string path) =>
        path.StartsWith("src/", StringComparison.Ordinal) ? ProductMethodLinesMax : TestMethodLinesMax;

    /// <summary>From the line with the name to the closing brace, both counted. A body that is one lambda counts as well.</summary>
    private static IEnumerable<(string Name, int Line, int Lines)> Methods(string[] lines)
    {
        for (var start = 0; start < lines.Length; start++)
        {
            if (Header().Match(lines[start]) is not { Success: true } header)
            {
                continue;
            }

            var indent = header.Groups["indent"].Value;
            var open = Array.FindIndex(lines, start + 1, line => line == indent + "{" || line.EndsWith(';') || line.Length == 0);
            var close = open < 0 || lines[open] != indent + "{"
                ? -1
                : Array.FindIndex(lines, open, line => line.StartsWith(indent + "}", StringComparison.Ordinal));
            if (close > 0)
            {
                yield return (header.Groups["name"].Value, start + 1, close - start + 1);
            }
        }
    }

    private static int Members(string body) =>
        Comment().Replace(Accessors().Replace(body, ";"), "").Split(';').Count(member => member.Any(char.IsLetter));

    [GeneratedRegex(@"^(?<indent> {4}| {8})(?!.*\b(class|struct|record|interface) )(public|internal|private|protected)( \w+)* "
        + @"[\w<>\[\],.?() ]*?\b(?<name>\w+)(<[^(]*>)?\([^;]*$")]
    private static partial Regex Header();

    [GeneratedRegex(@"interface (?<name>I\w+)[^{;]*\{(?<body>.*?)^\}", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Interface();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Accessors();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
