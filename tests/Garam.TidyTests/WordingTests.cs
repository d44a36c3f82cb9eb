using System.Text.RegularExpressions;

namespace Garam.TidyTests;

/// <summary>The mechanical part of the rules for writing in CONTRIBUTING.md.</summary>
public sealed partial class WordingTests
{
    private const int ColumnsMax = 140;

    private static readonly string[] Folders = ["src", "tests", "benchmarks"];

    [Fact]
    public void Doc_comments_begin_with_a_verb_or_with_the_thing_itself() =>
        Assert.Empty(from path in Repository.SourceFiles(Folders)
                     from opening in Opening().Matches(Repository.Text(path))
                     select $"{path}: {opening.Value.ReplaceLineEndings(" ")}");

    [Fact]
    public void Lines_fit_the_width() =>
        Assert.Empty(from path in Repository.SourceFiles(Folders)
                     from line in Repository.Lines(path).Select((text, index) => (text, number: index + 1))
                     where line.text.Length > ColumnsMax
                     select $"{path}:{line.number} has {line.text.Length} columns; the limit is {ColumnsMax}.");

    [Theory]
    [InlineData("<summary>What it holds.</summary>", true)]
    [InlineData("<summary>\n    /// Who asks first is answered first.", true)]
    [InlineData("<param name=\"metrics\">Of this cache.</param>", true)]
    [InlineData("<summary>Returns what it holds.</summary>", false)]
    [InlineData("<summary>Whole batches.</summary>", false)]
    public void The_rule_sees_openings(string comment, bool isFault) => Assert.Equal(isFault, Opening().IsMatch("/// " + comment));

    [GeneratedRegex(@"/// *<(summary|remarks|returns|value|param|typeparam)\b[^>/]*>[\s/]*(What|Of|As|Who|Whoever)\b[^\n]*")]
    private static partial Regex Opening();
}
