using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Groups;

/// <summary>Shows groups with everything about them to people.</summary>
internal static class GroupDetailsView
{
    public static void Show(Screen screen, IReadOnlyList<GroupDetails> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            if (i > 0)
            {
                screen.Say();
            }

            Show(screen, groups[i]);
        }
    }

    private static void Show(Screen screen, GroupDetails group)
    {
        string?[] facts =
        [
            group.State,
            group.Type,
            group.Assignor,
            group.Members is { } members ? Amounts.Plural(members.Count, "member") : null,
            $"coordinator {group.Coordinator}",
            LagOf(group),
        ];
        screen.Say($"Group {group.Name}: {string.Join(", ", facts.Where(fact => fact is not null))}");
        if (group.Members is null)
        {
            var reason = group.Type is { } type ? $"it is a {type} group" : "the broker does not tell";
            screen.Remark($"The members of '{group.Name}' cannot be shown: {reason}.");
        }

        if (group.Members is { Count: > 0 })
        {
            screen.Say();
            ShowMembers(screen, group.Members);
        }

        if (group.Partitions.Count > 0)
        {
            screen.Say();
            ShowPartitions(screen, group.Partitions);
        }
    }

    private static string? LagOf(GroupDetails group)
    {
        if (group.Partitions.Count == 0)
        {
            return null;
        }

        var uncommitted = group.Partitions.Count(partition => partition.Committed is null);
        return group.TotalLag switch
        {
            null when uncommitted == group.Partitions.Count => "no committed offsets",
            null => "lag unknown",
            var lag when uncommitted == 0 => string.Create(CultureInfo.InvariantCulture, $"total lag {lag}"),
            var lag => string.Create(
                CultureInfo.InvariantCulture, $"total lag {lag} ({Amounts.Plural(uncommitted, "partition")} without a committed offset)"),
        };
    }

    private static void ShowMembers(Screen screen, IReadOnlyList<GroupMember> members)
    {
        var table = new TableView(
            new TableColumn("MEMBER"), new TableColumn("CLIENT"), new TableColumn("HOST"), new TableColumn("PARTITIONS"));
        foreach (var member in members)
        {
            var assigned = member.Partitions.GroupBy(partition => partition.Topic)
                .Select(topic => $"{topic.Key}:{string.Join(",", topic.Select(partition => partition.Partition))}");
            table.Add(
                member.InstanceId ?? member.MemberId,
                member.ClientId,
                member.Host,
                member.Partitions.Count > 0 ? string.Join(" ", assigned) : "-");
        }

        table.Write(screen);
    }

    private static void ShowPartitions(Screen screen, IReadOnlyList<GroupPartition> partitions)
    {
        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn("PARTITION", IsNumber: true), new TableColumn("COMMITTED", IsNumber: true),
            new TableColumn("START", IsNumber: true), new TableColumn("END", IsNumber: true), new TableColumn("LAG", IsNumber: true),
            new TableColumn("MEMBER"));
        foreach (var partition in partitions)
        {
            table.Add(
                partition.Topic, Amounts.Number(partition.Partition), Amounts.Number(partition.Committed), Amounts.Number(partition.Start),
                Amounts.Number(partition.End), Amounts.Number(partition.Lag), partition.MemberId ?? "-");
        }

        table.Write(screen);
    }
}
