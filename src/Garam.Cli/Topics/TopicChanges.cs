using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary>Changes of topics that exist.</summary>
internal static class TopicChanges
{
    /// <summary>Asks the cluster whether it would take these settings.</summary>
    public static async Task ValidateAsync(
        ClusterConnection cluster, string topic, IReadOnlyCollection<ConfigChange> changes, CancellationToken cancellation)
    {
        if (changes.Count > 0)
        {
            await cluster.AskAsync(
                (admin, limited) => admin.AlterTopicConfigsAsync(topic, changes, validateOnly: true, limited), cancellation);
        }
    }

    public static async Task MakeAsync(
        ClusterConnection cluster, string topic, int? partitions, IReadOnlyCollection<ConfigChange> changes, CancellationToken cancellation)
    {
        if (partitions is { } count)
        {
            await cluster.AskAsync((admin, limited) => admin.CreatePartitionsAsync(topic, count, limited), cancellation);
        }

        if (changes.Count > 0)
        {
            await cluster.AskAsync(
                (admin, limited) => admin.AlterTopicConfigsAsync(topic, changes, validateOnly: false, limited), cancellation);
        }
    }

    public static void Show(Screen screen, ChangedTopics changed, string verb, string whyNot)
    {
        foreach (var topic in changed.Topics)
        {
            screen.Say($"{verb} topic '{topic}'.");
        }

        foreach (var topic in changed.Unchanged)
        {
            screen.Say($"Topic '{topic}' {whyNot}.");
        }
    }
}

/// <summary>
/// Does the same to several topics in turn. The first refusal ends it, and the fault says what became of the other topics.
/// </summary>
internal static class TopicsInTurn
{
    /// <param name="names">The topics, in this order.</param>
    /// <param name="done">The participle of the work, such as "created".</param>
    /// <param name="work">Does it to one topic.</param>
    /// <exception cref="CommandException">The cluster refused one.</exception>
    public static async Task RunAsync(IReadOnlyList<string> names, string done, Func<string, Task> work)
    {
        for (var i = 0; i < names.Count; i++)
        {
            try
            {
                await work(names[i]);
            }
            catch (Exception fault) when (names.Count > 1 && FaultLine.Of(fault).IsExpected)
            {
                throw WithOthers(fault, $"{Sentence($"Already {done}", names.Take(i))} {Sentence("Not tried", names.Skip(i + 1))}");
            }
        }
    }

    /// <summary>Does the same for questions that change nothing.</summary>
    /// <exception cref="CommandException">The cluster refused one.</exception>
    public static async Task CheckAsync(IReadOnlyList<string> names, string done, Func<string, Task> question)
    {
        foreach (var name in names)
        {
            try
            {
                await question(name);
            }
            catch (Exception fault) when (names.Count > 1 && FaultLine.Of(fault).IsExpected)
            {
                throw WithOthers(fault, $"None of the {names.Count} topics was {done}.");
            }
        }
    }

    private static CommandException WithOthers(Exception fault, string others)
    {
        var (code, line, _) = FaultLine.Of(fault);
        return new CommandException(code, $"{line.TrimEnd('.')}. {others.Trim()}", fault);
    }

    private static string Sentence(string what, IEnumerable<string> names) => names.Any() ? $"{what}: {string.Join(", ", names)}." : "";
}
