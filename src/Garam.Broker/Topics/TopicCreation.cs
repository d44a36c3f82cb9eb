using Garam.Protocol;

namespace Garam.Broker.Topics;

/// <summary>What became of a <see cref="NewTopic"/>.</summary>
public sealed record TopicCreation(ErrorCode Error, string? Message, Uuid TopicId, int Partitions, short ReplicationFactor)
{
    public static TopicCreation Refused(ErrorCode error, string? message) => new(error, message, default, -1, -1);
}
