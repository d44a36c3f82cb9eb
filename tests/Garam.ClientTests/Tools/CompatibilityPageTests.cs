using System.Text.RegularExpressions;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Tools;

public sealed partial class CompatibilityPageTests
{
    [Fact]
    public async Task Compatibility_page_gives_every_reason_for_a_difference()
    {
        var page = Spaces().Replace(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "compatibility.md"), TestContext.Current.CancellationToken),
            " ");

        Assert.All(ToolDifferences.All, difference => Assert.Contains(difference.Reason, page, StringComparison.Ordinal));
    }

    /// <summary>The page breaks lines within a reason.</summary>
    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
