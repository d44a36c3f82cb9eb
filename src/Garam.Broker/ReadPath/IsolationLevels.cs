namespace Garam.Broker.ReadPath;

/// <summary>Kafka's isolation levels, as Fetch and ListOffsets have them on the wire.</summary>
internal static class IsolationLevels
{
    public const sbyte ReadCommitted = 1;
}
