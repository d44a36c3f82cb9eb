using Garam.Protocol;

namespace Garam.Cli.Topics;

internal static class TopicIds
{
    /// <summary>As Kafka's tools write ids; null where the broker is too old to have them.</summary>
    public static string? ToText(this Uuid id) => id == default ? null : id.ToString();
}
