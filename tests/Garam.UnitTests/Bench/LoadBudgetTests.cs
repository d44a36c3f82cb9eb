using Garam.Bench.Loads;
using Garam.Cli.Output;

namespace Garam.UnitTests.Bench;

public sealed class LoadBudgetTests
{
    private const long Frequency = 1_000;

    [Fact]
    public void Records_end_it()
    {
        var budget = new LoadBudget(new LoadLimits(3, null, null), 0, Frequency);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => budget.TryTake(10, 1)));
    }

    [Fact]
    public void Bytes_end_it()
    {
        var budget = new LoadBudget(new LoadLimits(null, 25, null), 0, Frequency);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => budget.TryTake(10, 1)));
    }

    [Fact]
    public void Time_ends_it_and_the_warm_up_is_not_part_of_it()
    {
        var budget = new LoadBudget(new LoadLimits(2, null, TimeSpan.FromSeconds(1)), 500, Frequency);
        Assert.Equal(
            [true, true, true, true, false], new long[] { 0, 499, 500, 1_499, 1_500 }.Select(moment => budget.TryTake(10, moment)));
    }

    [Fact]
    public void What_is_read_at_once_is_taken_at_once()
    {
        var budget = new LoadBudget(new LoadLimits(100, null, null), 10, Frequency);
        Assert.True(budget.TakeRead(1_000, 1, moment: 5));
        Assert.True(budget.TakeRead(99, 1, moment: 10));
        Assert.False(budget.TakeRead(1, 1, moment: 11));
    }

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("64KiB", 65536)]
    [InlineData("64k", 65536)]
    [InlineData("20 MB", 20 << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("512B", 512)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(ByteSizes.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("KiB")]
    [InlineData("1e6")]
    [InlineData("99999999999T")]
    public void Other_sizes_are_refused(string text) => Assert.False(ByteSizes.TryParse(text, out _));
}
