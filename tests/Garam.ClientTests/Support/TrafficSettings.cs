namespace Garam.ClientTests.Support;

/// <summary>The request "traffic" of clients/README.md.</summary>
/// <param name="Bootstrap">Addresses with commas between them.</param>
/// <param name="Group">The members' group.</param>
/// <param name="Streams">Topics, each with a producer of its own.</param>
/// <param name="Partitions">The number of partitions of each topic.</param>
public sealed record TrafficSettings(string Bootstrap, string Group, IReadOnlyList<RecordStream> Streams, int Partitions)
{
    /// <summary>Consumers in the group.</summary>
    public int Members { get; init; } = 2;

    /// <summary>Records a second for each partition; 0 for no producers.</summary>
    public int PerSecond { get; init; } = 10;

    /// <summary>The client.id of all. The Java client and kafkajs alone take it.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client.rack of consumers. The Java client alone takes it.</summary>
    public string? Rack { get; init; }
}

/// <param name="Name">The topic.</param>
/// <param name="Idempotent">
/// Whether its producer is. Only Java's is by default. One that is not may send a record twice when the answer to it is lost.
/// </param>
public sealed record RecordStream(string Name, bool Idempotent);
