namespace Garam.Client.Producing;

/// <summary>Kafka's acks: who has to have a batch before it counts as delivered.</summary>
public enum ProducerAcks : short
{
    /// <summary>Nobody says: a batch counts when it is sent.</summary>
    None = 0,
    Leader = 1,
    All = -1,
}
