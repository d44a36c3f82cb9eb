using System.CommandLine;
using System.Globalization;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;

namespace Garam.Cli.Records.Positions;

/// <summary>Reads lists of partitions as users write them: 0,2,4-7.</summary>
internal static class PartitionNumbers
{
    /// <summary>More partitions than any topic has, so that a typing error does not fill the memory.</summary>
    private const int NumberMax = 1_000_000;

    /// <summary>Creates the flag that selects partitions.</summary>
    public static Option<string?> Flag() => new("--partition", "-p")
    {
        Description = "Only these partitions, such as 0,2,4-7",
        HelpName = "LIST",
    };

    /// <summary>Reads the flag; null if it is not given.</summary>
    /// <exception cref="CommandException">The value is not a list of partitions.</exception>
    public static IReadOnlyList<int>? Read(CommandRun run, Option<string?> flag) =>
        run.Parsed.GetValue(flag) is { } list ? Parse(list, flag.Name) : null;

    /// <exception cref="CommandException">The text is not a list of partitions.</exception>
    public static IReadOnlyList<int> Parse(string text, string flag)
    {
        var numbers = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!TryParse(dash < 0 ? part : part[..dash], out var first)
                || !TryParse(dash < 0 ? part : part[(dash + 1)..], out var last)
                || last < first)
            {
                throw new CommandException(ExitCode.Usage, $"{flag}: '{text}' is not a list of partitions; write it like 0 or 0,2,4-7.");
            }

            numbers.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. numbers];
    }

    /// <summary>Returns these partitions of each topic, or all of them where <paramref name="numbers"/> is null.</summary>
    /// <exception cref="CommandException">A topic has no such partition.</exception>
    public static IReadOnlyList<TopicPartition> Of(IReadOnlyList<TopicDescription> topics, IReadOnlyList<int>? numbers)
    {
        foreach (var topic in topics)
        {
            Check(topic, numbers ?? []);
        }

        return [.. topics.SelectMany(topic => (numbers ?? [.. topic.Partitions.Select(partition => partition.Partition)]).Select(
            number => new TopicPartition(topic.Name, number)))];
    }

    /// <exception cref="CommandException">The topic has no such partition.</exception>
    public static void Check(TopicDescription topic, IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            if (number >= topic.Partitions.Count)
            {
                throw new CommandException(ExitCode.NotFound, Missing(topic.Name, topic.Partitions.Count, number));
            }
        }
    }

    public static string Missing(string topic, int count, int number) =>
        $"topic '{topic}' has {(count == 1 ? "only partition 0" : $"partitions 0 to {count - 1}")}: there is no partition {number}.";

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= NumberMax;
}
