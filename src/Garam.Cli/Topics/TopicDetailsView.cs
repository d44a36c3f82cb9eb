using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

/// <summary>Topics with everything about them, for people.</summary>
internal static class TopicDetailsView
{
    public static void Show(Screen screen, IReadOnlyList<TopicDetails> topics)
    {
        for (var i = 0; i < topics.Count; i++)
        {
            if (i > 0)
            {
                screen.Say();
            }

            Show(screen, topics[i]);
        }
    }

    private static void Show(Screen screen, TopicDetails topic)
    {
        screen.Say($"Topic {topic.Name}{(topic.Id is null ? "" : $" ({topic.Id})")}{(topic.Internal ? ", internal" : "")}");
        screen.Say();
        var partitions = new TableView(
            new TableColumn("PARTITION", IsNumber: true), new TableColumn("LEADER", IsNumber: true), new TableColumn("REPLICAS"), new TableColumn("IN SYNC"),
            new TableColumn("START", IsNumber: true), new TableColumn("END", IsNumber: true));
        foreach (var partition in topic.Partitions)
        {
            partitions.Add(
                Number(partition.Partition), partition.Leader < 0 ? "none" : Number(partition.Leader), string.Join(",", partition.Replicas), string.Join(",", partition.InSync),
                partition.Start is { } start ? Number(start) : "?", partition.End is { } end ? Number(end) : "?");
        }

        partitions.Write(screen);
        if (topic.Configs.Count > 0)
        {
            screen.Say();
            var configs = new TableView(new TableColumn("SETTING"), new TableColumn("VALUE"), new TableColumn("SOURCE"));
            foreach (var config in topic.Configs)
            {
                configs.Add(config.Name, config.Value ?? (config.Sensitive ? "(secret)" : ""), config.Source);
            }

            configs.Write(screen);
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
