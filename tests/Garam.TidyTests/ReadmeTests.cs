using System.Text.RegularExpressions;

namespace Garam.TidyTests;

/// <summary>
/// The Korean README keeps in step with the English one: section by section it has the same commands, links, lists, tables and names in
/// code. Only the prose differs.
/// </summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void The_korean_readme_keeps_in_step()
    {
        var english = Sections("README.md");
        var korean = Sections("README.ko.md");
        Assert.Equal(english.Select(section => section.Level), korean.Select(section => section.Level));
        Assert.All(english.Zip(korean), pair =>
        {
            Assert.Equal(pair.First.Blocks, pair.Second.Blocks);
            Assert.Equal(pair.First.Links, pair.Second.Links);
            Assert.Equal(pair.First.Names, pair.Second.Names);
            Assert.Equal((pair.First.Items, pair.First.Rows), (pair.Second.Items, pair.Second.Rows));
        });
    }

    [Fact]
    public void The_readmes_link_to_each_other()
    {
        Assert.Contains("(README.ko.md)", Repository.Text("README.md"), StringComparison.Ordinal);
        Assert.Contains("(README.md)", Repository.Text("README.ko.md"), StringComparison.Ordinal);
    }

    private static Section[] Sections(string path) =>
    [
        .. Heading().Split(Repository.Text(path)).Where(part => part.StartsWith('#')).Select(Section.Parse),
    ];

    [GeneratedRegex("^(?=#+ )", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex Name();

    /// <summary>One heading and the text below it.</summary>
    /// <param name="Links">Sorted, because the order of words differs between the languages. The links between the READMEs do not
    /// count.</param>
    /// <param name="Names">Everything in backticks, sorted.</param>
    /// <param name="Items">Items of lists.</param>
    /// <param name="Rows">Rows of tables.</param>
    private sealed record Section(int Level, string[] Blocks, string[] Links, string[] Names, int Items, int Rows)
    {
        public static Section Parse(string text)
        {
            var prose = Block().Replace(text, "");
            var lines = prose.Split('\n');
            return new Section(
                text.IndexOf(' ', StringComparison.Ordinal),
                [.. Block().Matches(text).Select(match => match.Value)],
                [.. Link().Matches(prose).Select(match => match.Groups["target"].Value).Where(
                    target => !target.StartsWith("README", StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
                [.. Name().Matches(prose).Select(match => match.Value).Order(StringComparer.Ordinal)],
                lines.Count(line => line.StartsWith("- ", StringComparison.Ordinal)),
                lines.Count(line => line.StartsWith('|')));
        }
    }
}
