using System.Globalization;
using System.Text;
using Garam.Bench.Payloads;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Bench;

public sealed class KeyTests
{
    [Fact]
    public void Sequential_keys_of_several_clients_never_meet()
    {
        var keys = Enumerable.Range(0, 3).SelectMany(client => Keys("sequential", 10, client, step: 3)).ToArray();
        Assert.Equal(Enumerable.Range(0, 30).Select(number => (long)number), keys.Order());
    }

    [Fact]
    public void Random_keys_are_as_many_as_asked()
    {
        var keys = Keys("random:20", 2_000);
        Assert.Equal(Enumerable.Range(0, 20).Select(number => (long)number), keys.Distinct().Order());
    }

    [Fact]
    public void No_keys_are_no_keys() => Assert.Null(new KeySource(KeyPattern.None, 0, 1, 1).Next());

    [Theory]
    [InlineData(10, 0.5)]
    [InlineData(100, 0.99)]
    [InlineData(1_000, 1)]
    [InlineData(50, 2.5)]
    public void Zipf_keys_have_the_shares_of_their_ranks(int count, double skew)
    {
        const int Draws = 200_000;
        var distribution = new ZipfDistribution(count, skew);
        var random = new Random(5);
        var drawn = new int[count + 1];
        for (var draw = 0; draw < Draws; draw++)
        {
            drawn[distribution.Next(random)]++;
        }

        var norm = Enumerable.Range(1, count).Sum(rank => Math.Pow(rank, -skew));
        for (var rank = 1; rank <= Math.Min(count, 20); rank++)
        {
            var expected = Math.Pow(rank, -skew) / norm * Draws;

            // Five standard deviations: the seed is fixed, so this holds always or never.
            Assert.InRange(drawn[rank], expected - (5 * Math.Sqrt(expected)) - 1, expected + (5 * Math.Sqrt(expected)) + 1);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("sequential")]
    [InlineData("random:7")]
    [InlineData("zipf:1000:1.1")]
    public void Patterns_are_shown_as_they_are_written(string text) => Assert.Equal(text, KeyPattern.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("random")]
    [InlineData("random:0")]
    [InlineData("random:-1")]
    [InlineData("zipf:10:x")]
    [InlineData("zipf:10:0")]
    [InlineData("sequential:1")]
    public void Other_patterns_are_refused(string text)
    {
        var fault = Assert.Throws<CommandException>(() => KeyPattern.Parse(text));
        Assert.Equal($"--keys: '{text}' is not one of none, sequential, random:COUNT, zipf:COUNT, zipf:COUNT:SKEW.", fault.Message);
    }

    private static long[] Keys(string pattern, int count, long first = 0, int step = 1)
    {
        var source = new KeySource(KeyPattern.Parse(pattern), first, step, seed: 1);
        return [.. Enumerable.Range(0, count).Select(
            _ => long.Parse(Encoding.ASCII.GetString(source.Next()!.Value.Span), CultureInfo.InvariantCulture))];
    }
}
