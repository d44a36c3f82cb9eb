using Garam.Journal.Replication;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.Topics;

/// <summary>
/// Logs which topics are configured for compaction, because nothing is compacted: once per topic, and for a bounded number of topics.
/// </summary>
public sealed partial class CompactionNotice(Replica replica, ILogger<CompactionNotice> logger)
{
    /// <summary>A reader of so many lines knows, and clients must not be able to fill the log.</summary>
    private const int LinesMax = 100;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>This topic was made, or its settings were changed.</summary>
    public void Configured(string topic)
    {
        var isCompacted = replica.Read(
            topic, static (state, name) => state.Topics.TryGet(name, out _) && state.Configs.SettingsOf(name).IsCompacted);
        if (isCompacted && IsNew(topic))
        {
            Log.NotCompacted(logger, topic);
        }
    }

    /// <summary>Those of the store that the process was started on, in one line.</summary>
    public void Started()
    {
        var (count, first) = replica.Read(0, static (state, _) =>
        {
            var compacted = state.Topics.OrderedByName()
                .Where(topic => state.Configs.SettingsOf(topic.Name).IsCompacted)
                .Select(topic => topic.Name)
                .ToArray();
            return (compacted.Length, compacted.FirstOrDefault());
        });
        if (count > 0)
        {
            Log.NothingIsCompacted(logger, count, first!);
        }
    }

    private bool IsNew(string topic)
    {
        lock (_lock)
        {
            return _said.Count < LinesMax && _said.Add(topic);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5300, LogLevel.Warning,
            "Topic {Topic} has the cleanup policy \"compact\", but Garam does not compact topics yet. It keeps every record, and the "
                + "topic only grows unless the policy also says \"delete\".")]
        public static partial void NotCompacted(ILogger logger, string topic);

        [LoggerMessage(5301, LogLevel.Warning,
            "{Count} topics have the cleanup policy \"compact\", the first of them {Topic}. Garam does not compact topics yet and "
                + "keeps every record of them.")]
        public static partial void NothingIsCompacted(ILogger logger, int count, string topic);
    }
}
