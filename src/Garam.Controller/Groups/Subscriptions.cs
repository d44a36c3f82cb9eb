using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.ConsumerProtocol;
using Garam.Protocol.Wire;

namespace Garam.Controller.Groups;

/// <summary>
/// Reads the topics of members' subscriptions, because offsets of a topic that a member reads are not deleted. No other code looks into the
/// metadata of an assignor. It reads the list of topics only, with which every version of the consumer protocol begins.
/// </summary>
internal static class Subscriptions
{
    private const string ConsumerProtocolType = "consumer";

    public static bool IsConsumerGroup(ClassicGroup group) => group.ProtocolType == ConsumerProtocolType;

    /// <summary>Returns null when the topics cannot be known: then every topic counts as subscribed.</summary>
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
