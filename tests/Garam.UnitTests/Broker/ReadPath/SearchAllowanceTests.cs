using Garam.Broker.ReadPath.Planning;
using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>
/// One client can have only so many bytes decompressed by asking for offsets by time. A batch here decompresses to more than the 64 KiB
/// that are allowed.
/// </summary>
public sealed class SearchAllowanceTests
{
    private const int Limit = 64 << 10;

    private static readonly FetchOptions Options =
        new() { DecompressedBytesMax = Limit, SearchBytesBurst = 4 * Limit, SearchBytesPerSecond = Limit };

    [Fact]
    public void A_batch_that_was_opened_once_is_not_opened_again() => BrokerRig.Run(
        async (rig, clock) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 1);
            await rig.ProduceAsync(topic, 0, Batches.Bomb(4 * Limit, timestampMs: 5_000));
            var started = clock.GetTimestamp();
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(ErrorCode.MessageTooLarge, (await rig.ListOffsetAsync("logs", i)).ErrorCode);
                Assert.Equal(ErrorCode.MessageTooLarge, (await rig.ListOffsetAsync("logs", -3)).ErrorCode);
            }

            Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
        },
        options: Options);

    [Fact]
    public void A_client_that_has_much_opened_waits_and_another_one_does_not() => BrokerRig.Run(
        async (rig, clock) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 20);
            for (var partition = 0; partition < 20; partition++)
            {
                await rig.ProduceAsync(topic, partition, Batches.Bomb(4 * Limit, timestampMs: 5_000));
            }

            var started = clock.GetTimestamp();
            var hostile = rig.CallAsync<ListOffsetsResponse>(rig.ListOffsetsHandler, Request(20), 11);
            var other = await rig.CallAsync<ListOffsetsResponse>(rig.ListOffsetsHandler, Request(1), 11, BrokerRig.NewConnection());
            Assert.Single(other!.Topics[0].Partitions);
            Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
            Assert.False(hostile.IsCompleted);
            await hostile;

            Assert.InRange(clock.GetElapsedTime(started), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));
        },
        options: Options);

    private static ListOffsetsRequest Request(int partitions) => new()
    {
        Topics =
        [
            new()
            {
                Name = "logs",
                Partitions = [.. Enumerable.Range(0, partitions).Select(
                    static i => new ListOffsetsRequest.ListOffsetsPartition { PartitionIndex = i, Timestamp = 1 })],
            },
        ],
    };
}
