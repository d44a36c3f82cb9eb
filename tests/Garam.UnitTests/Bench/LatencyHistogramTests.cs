using CsCheck;
using Garam.Bench.Measuring;

namespace Garam.UnitTests.Bench;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Percents = [0, 1, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(2, 50_000)]
    [InlineData(3, 3_000_000_000)]
    public void Percentiles_are_exact_to_a_thousandth(int seed, long valueMax)
    {
        // Three scales in one, as latencies are: most small, some larger, few huge.
        var random = new Random(seed);
        var values = Enumerable.Range(0, 20_000)
            .Select(index => index % 100 == 0
                ? random.NextInt64(valueMax)
                : index % 10 == 0 ? random.NextInt64(valueMax / 20) : random.NextInt64(valueMax / 1_000))
            .ToArray();
        var histogram = new LatencyHistogram();
        foreach (var value in values)
        {
            histogram.Record(value);
        }

        Array.Sort(values);
        foreach (var percent in Percents)
        {
            var exact = values[Math.Max(0, (int)Math.Ceiling(Math.Round(percent / 100 * values.Length, 6)) - 1)];
            Assert.InRange(histogram.Percentile(percent), exact, exact + (exact / 1_000));
        }

        Assert.Equal(values[0], histogram.Min);
        Assert.Equal(values[^1], histogram.Max);
        Assert.Equal(values.Average(), histogram.Mean, values.Average() / 1e9);
        Assert.Equal(values.Length, histogram.Count);
    }

    [Fact]
    public void Small_values_are_told_apart()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 1_000; value++)
        {
            histogram.Record(value);
        }

        Assert.Equal(500, histogram.Percentile(50));
        Assert.Equal(999, histogram.Percentile(99.9));
        Assert.Equal(1_000, histogram.Percentile(99.99));
        Assert.Equal(1, histogram.Percentile(0));
    }

    [Fact]
    public void Merged_histograms_are_as_one() =>
        Gen.Long[0, 1_000_000].Array.Array[0, 5].Sample(
            parts =>
            {
                var (merged, whole) = (new LatencyHistogram(), new LatencyHistogram());
                foreach (var values in parts)
                {
                    var part = new LatencyHistogram();
                    Array.ForEach(values, part.Record);
                    Array.ForEach(values, whole.Record);
                    merged.Merge(part);
                }

                Assert.All(Percents, percent => Assert.Equal(whole.Percentile(percent), merged.Percentile(percent)));
                Assert.Equal((whole.Count, whole.Min, whole.Max), (merged.Count, merged.Min, merged.Max));
            },
            iter: 200);

    [Fact]
    public void Nothing_counted_is_zero()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(7);
        histogram.Clear();

        Assert.Equal((0, 0, 0, 0, 0), (histogram.Count, histogram.Min, histogram.Max, histogram.Mean, histogram.Percentile(99)));
    }

    [Fact]
    public void Values_out_of_range_are_counted_at_its_ends()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);

        Assert.Equal((0, LatencyHistogram.MicrosecondsMax), (histogram.Percentile(50), histogram.Percentile(100)));
    }
}
