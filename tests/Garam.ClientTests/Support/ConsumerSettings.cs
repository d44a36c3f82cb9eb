namespace Garam.ClientTests.Support;

public sealed record ConsumerSettings(string Bootstrap, string Group, IReadOnlyList<string> Topics)
{
    /// <summary>Makes the consumer a static member.</summary>
    public string? Instance { get; init; }

    /// <summary>Kafka's least by default, so that a crash is noticed soon.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How the group divides partitions. Only the clients on librdkafka and Java's know another than range.</summary>
    public string Assignor { get; init; } = "range";
}
