using Garam.ClientTests.Support;

namespace Garam.ClientTests.Streaming;

/// <summary>
/// Reads the batches as they are stored: a client that quietly did not compress would otherwise pass. librdkafka leaves a batch as it is
/// when compression makes it larger, which a few short records can do.
/// </summary>
public static class StoredCodecs
{
    private const int RecordsTooFewToCompress = 8;

    public static async Task CheckAsync(string bootstrap, StreamTopic topic, long records)
    {
        var found = 0L;
        for (var partition = 0; partition < topic.Partitions; partition++)
        {
            var batches = await StoredPartition.ReadAsync(bootstrap, topic.Name, partition);
            Assert.All(batches, batch => Assert.True(
                batch.Codec == topic.Codec || (batch.Codec == Codec.None && batch.Records <= RecordsTooFewToCompress),
                $"{topic.Name}-{partition}: the batch of {batch.Records} records at {batch.BaseOffset} is {batch.Codec}, not "
                    + $"{topic.Codec}."));
            Assert.Contains(batches, batch => batch.Codec == topic.Codec);
            found += batches.Sum(batch => batch.Records);
        }

        Assert.Equal(records, found);
    }
}
