using Garam.Client.Cluster;

namespace Garam.Demo.Records;

/// <summary>The topics of the demo: a shop's orders, the clicks of its visitors, and the log lines of its services.</summary>
internal static class DemoTopics
{
    public const string Orders = "orders";
    public const string Clicks = "clicks";
    public const string Logs = "logs";
    public const int PartitionsEach = 4;

    public static IReadOnlyList<string> Names { get; } = [Orders, Clicks, Logs];

    /// <summary>The partitions of all topics. A partition is known by its index here.</summary>
    public static IReadOnlyList<TopicPartition> Partitions { get; } =
    [
        .. from name in Names
           from number in Enumerable.Range(0, PartitionsEach)
           select new TopicPartition(name, number),
    ];

    public static int IndexOf(TopicPartition partition) => (TopicIndex(partition.Topic) * PartitionsEach) + partition.Partition;

    private static int TopicIndex(string name) => name switch
    {
        Orders => 0,
        Clicks => 1,
        _ => 2,
    };
}
