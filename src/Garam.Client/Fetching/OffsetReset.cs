namespace Garam.Client.Fetching;

/// <summary>Kafka's auto.offset.reset: where to begin when there is no position, or it is not in the log any more.</summary>
public enum OffsetReset
{
    Earliest,
    Latest,
    Fail,
}
