namespace Garam.ClientTests;

/// <summary>
/// Tests of one lane run one after the other, so that at most two servers with their clients share the machine. Streaming and the
/// comparison with Apache Kafka take about as long as everything else.
/// </summary>
public static class Lanes
{
    public const string Long = "long";

    public const string Short = "short";
}
