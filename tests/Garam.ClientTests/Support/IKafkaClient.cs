namespace Garam.ClientTests.Support;

/// <summary>One real client library, as the tests use it.</summary>
public interface IKafkaClient
{
    string Name { get; }

    /// <summary>The reason why the client cannot be used; null when it can.</summary>
    string? Missing { get; }

    /// <summary>Whether its consumer ends by itself where the topics end; the others read on until they are stopped.</summary>
    bool StopsAtEnd { get; }

    bool Supports(Codec codec);

    /// <summary>Sends everything, in order within each topic, and returns when all is acknowledged.</summary>
    Task ProduceAsync(string bootstrap, IReadOnlyList<Send> sends);

    /// <summary>Joins a group and reads.</summary>
    ClientProcess StartConsumer(ConsumerSettings settings, RecordSink sink, Action<ClientEvent>? onEvent = null);
}
