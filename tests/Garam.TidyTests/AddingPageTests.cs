using System.Text.RegularExpressions;

namespace Garam.TidyTests;

/// <summary>docs/adding.md sends readers to files. A file that has moved takes the page along.</summary>
public sealed partial class AddingPageTests
{
    [Fact]
    public void Every_place_that_the_page_names_exists()
    {
        var places = Repository.Lines("docs/adding.md")
            .SelectMany(static line => Place().Matches(line))
            .Select(static match => match.Groups[1].Value)
            .ToList();

        Assert.NotEmpty(places);
        Assert.All(places, static place => Assert.True(Exists(place), place));
    }

    /// <summary>A part in capitals stands for any name.</summary>
    private static bool Exists(string place)
    {
        var fixedPart = Variable().Split(place)[0];
        var path = Path.Combine(Repository.Root, fixedPart);
        return File.Exists(path) || Directory.Exists(path);
    }

    [GeneratedRegex("`((?:src|tests|docs|benchmarks)/[^`]*)`")]
    private static partial Regex Place();

    [GeneratedRegex("[A-Z]{4,}/")]
    private static partial Regex Variable();
}
