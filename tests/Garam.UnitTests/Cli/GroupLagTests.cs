using Garam.Cli.Groups;

namespace Garam.UnitTests.Cli;

/// <summary>A group that has committed nothing is not a group that has read everything.</summary>
public sealed class GroupLagTests
{
    private static readonly GroupPartition Read = new("t", 0, 90, 0, 100, 10, null);
    private static readonly GroupPartition Unread = new("t", 1, null, 0, 100, null, null);
    private static readonly GroupPartition Gone = new("u", 0, 5, null, null, null, null);

    [Theory]
    [InlineData("r", 10L, "total lag 10")]
    [InlineData("u", null, "no committed offsets")]
    [InlineData("ru", 10L, "total lag 10 (1 partition without a committed offset)")]
    [InlineData("g", null, "lag unknown")]
    public void The_lag_is_what_is_known_of_it(string kinds, long? lag, string says)
    {
        var screen = new RecordedScreen();
        GroupPartition[] partitions = [.. kinds.Select(kind => kind switch { 'r' => Read, 'u' => Unread, _ => Gone })];

        GroupDetailsView.Show(screen.Screen, [new GroupDetails("g", "Empty", "classic", "consumer", null, "h:1", [], partitions, lag)]);

        Assert.Equal($"Group g: Empty, classic, 0 members, coordinator h:1, {says}", screen.Output.Split('\n')[0]);
        Assert.Equal(lag, GroupInspection.TotalLagOf(partitions));
    }
}
