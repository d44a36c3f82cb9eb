namespace Garam.TidyTests;

/// <summary>Long files hide classes that should exist. Exceptions have a reason here, and the list may only shrink.</summary>
public sealed class SizeTests
{
    private const int ProductLinesMax = 300;
    private const int TestLinesMax = 450;

    private static readonly Dictionary<string, string> Exceptions = new()
    {
    };

    [Fact]
    public void Files_stay_below_their_limit_or_have_a_reason()
    {
        var faults = new List<string>();
        foreach (var path in Repository.SourceFiles("src", "tests", "benchmarks"))
        {
            var lines = Repository.Lines(path).Length;
            var limit = path.StartsWith("src/", StringComparison.Ordinal) ? ProductLinesMax : TestLinesMax;
            if (lines > limit && !Exceptions.ContainsKey(path))
            {
                faults.Add($"{path} has {lines} lines; the limit is {limit}.");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Exceptions_are_still_needed() =>
        Assert.All(Exceptions, entry =>
        {
            Assert.NotEmpty(entry.Value);
            var limit = entry.Key.StartsWith("src/", StringComparison.Ordinal) ? ProductLinesMax : TestLinesMax;
            Assert.True(Repository.Lines(entry.Key).Length > limit, $"{entry.Key} is short enough now: remove its exception.");
        });
}
