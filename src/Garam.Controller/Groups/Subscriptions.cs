using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.ConsumerProtocol;
using Garam.Protocol.Wire;

namespace Garam.Controller.Groups;

/// <summary>
/// The one place that looks into what members say to their assignor, and only into the consumer protocol's list of topics, which
/// every version of it begins with: offsets of a topic that somebody reads are not deleted.
/// </summary>
internal static class Subscriptions
{
    private const string ConsumerProtocolType = "consumer";

    public static bool IsConsumerGroup(ClassicGroup group) => group.ProtocolType == ConsumerProtocolType;

    /// <summary>Null when it cannot be known: then every topic counts as subscribed.</summary>
    public static IReadOnlySet<string>? Of(ClassicGroup group)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        if (!IsConsumerGroup(group) || group.Phase is GroupPhase.Empty or GroupPhase.Dead)
        {
            return topics;
        }

        foreach (var member in group.Roster.Members)
        {
            if (!TryRead(member.Record.MetadataOf(group.ProtocolName), topics))
            {
                return null;
            }
        }

        return topics;
    }

    private static bool TryRead(ReadOnlyMemory<byte> metadata, HashSet<string> topics)
    {
        try
        {
            var reader = new WireReader(metadata);
            reader.ReadInt16();
            var subscription = new ConsumerProtocolSubscription();
            subscription.Read(ref reader, 0);
            topics.UnionWith(subscription.Topics);
            return true;
        }
        catch (MalformedRequestException)
        {
            return false;
        }
    }
}
