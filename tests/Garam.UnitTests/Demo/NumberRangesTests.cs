using Garam.Demo.Checking;

namespace Garam.UnitTests.Demo;

public sealed class NumberRangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranges_hold_what_a_set_of_numbers_holds(int seed)
    {
        var random = new Random(seed);
        var (ranges, other) = (new NumberRanges(), new NumberRanges());
        var (numbers, others) = (new HashSet<long>(), new HashSet<long>());
        for (var i = 0; i < 2000; i++)
        {
            var (number, second) = (random.Next(1000), random.Next(1000));
            Assert.Equal(numbers.Add(number), ranges.Add(number));
            Assert.Equal(others.Add(second), other.Add(second));
            Assert.Equal(numbers.Contains(second), ranges.Contains(second));
        }

        Assert.Equal((numbers.Count, numbers.Max() + 1), (ranges.Count, ranges.End));
        Assert.All([0, 1, 500, 999, 2000], limit =>
            Assert.Equal(numbers.Count(number => number < limit && !others.Contains(number)), ranges.CountMissingIn(other, limit)));
    }
}
