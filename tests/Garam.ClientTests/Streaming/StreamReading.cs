using Garam.ClientTests.Support;

namespace Garam.ClientTests.Streaming;

/// <summary>A consumer group of one client library that reads topics to their end and compares every record.</summary>
public static class StreamReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task ReadAllAsync(
        IKafkaClient client, string bootstrap, IReadOnlyList<StreamTopic> topics, Func<StreamTopic, int> rounds)
    {
        var expected = topics.ToDictionary(
            topic => topic.Name, topic => new TopicExpectation(topic.Log, topic.Keyed, topic.Partitions, rounds(topic))
            {
                Reader = client.Name,
            });
        var settings = new ConsumerSettings(bootstrap, $"readers-{client.Name}-{Guid.NewGuid():N}", [.. expected.Keys]);
        await using var consumer = client.StartConsumer(settings, (in ConsumedRecord record) => expected[record.Topic].Accept(record));
        if (client.StopsAtEnd)
        {
            await consumer.EndAsync(Patience);
            Assert.All(expected, pair => Assert.True(
                pair.Value.IsComplete, $"{client.Name}: {pair.Key} ends after {pair.Value.Received} of {pair.Value.Total} records."));
            return;
        }

        await consumer.UntilAsync(() => expected.Values.All(topic => topic.IsComplete), "the end of all topics", Patience);
        await consumer.StopAsync();
    }
}
