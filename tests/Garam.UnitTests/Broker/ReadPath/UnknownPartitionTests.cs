using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>A fetch reports partitions that do not exist. It stops waiting for the others only when there are none.</summary>
public sealed class UnknownPartitionTests
{
    private static readonly Uuid Deleted = new(9, 9);

    [Fact]
    public void A_session_with_a_deleted_topic_polls_no_more_often_than_one_without() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var request = Requests.Fetch((topic, 0, 0, 1 << 20), (Deleted, 0, 0, 1 << 20));
        request.SessionEpoch = 0;
        var started = clock.GetTimestamp();
        var fetches = 0;
        for (var epoch = 0; clock.GetElapsedTime(started) < TimeSpan.FromSeconds(6); epoch++)
        {
            Assert.True(++fetches <= 13, "The unknown topic ends each wait.");
            request.MaxWaitMs = 500;
            var response = await rig.FetchAsync(request);
            Assert.Contains(response!.Responses, static found => found.Partitions[0].ErrorCode == ErrorCode.UnknownTopicId);
            request = new FetchRequest { SessionId = response.SessionId, SessionEpoch = epoch + 1, MinBytes = 1 };
        }

        Assert.Equal(12, fetches);
    });

    [Fact]
    public void Beside_an_unknown_partition_a_commit_still_wakes_the_poll() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var started = clock.GetTimestamp();
        var fetch = rig.FetchAsync(Poll((topic, 3, 0, 1 << 20), (topic, 0, 0, 1 << 20)));
        Assert.False(fetch.IsCompleted);
        await rig.ProduceAsync(topic, 0, Batches.Make(2));
        var response = await fetch;

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, response!.Responses[0].Partitions[0].ErrorCode);
        Assert.Equal([(0L, 2)], Requests.BatchesOf(response.Responses[0].Partitions[1].Records));
        Assert.True(clock.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_poll_of_nothing_that_exists_is_answered_at_once() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var started = clock.GetTimestamp();
        await rig.FetchAsync(Poll((topic, 3, 0, 1 << 20), (Deleted, 0, 0, 1 << 20)));

        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });

    [Fact]
    public void An_error_of_a_partition_that_exists_is_told_at_once() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        var started = clock.GetTimestamp();
        var response = await rig.FetchAsync(Poll((topic, 0, 0, 1 << 20), (topic, 1, 7, 1 << 20)));

        Assert.Equal(ErrorCode.OffsetOutOfRange, response!.Responses.SelectMany(static found => found.Partitions).Last().ErrorCode);
        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });

    [Fact]
    public void A_topic_that_is_deleted_during_a_poll_ends_it() => BrokerRig.Run(async (rig, clock) =>
    {
        var (topic, doomed) = (rig.Leader.CreateTopic("logs", 1), rig.Leader.CreateTopic("doomed", 1));
        var started = clock.GetTimestamp();
        var fetch = rig.FetchAsync(Poll((topic, 0, 0, 1 << 20), (doomed, 0, 0, 1 << 20)));
        Assert.False(fetch.IsCompleted);
        rig.Leader.Apply(new DeleteTopic { TopicId = doomed });
        var response = await fetch;

        Assert.Equal(ErrorCode.UnknownTopicId, response!.Responses[1].Partitions[0].ErrorCode);
        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });

    [Fact]
    public void More_bytes_than_a_response_may_have_are_not_waited_for() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await rig.ProduceAsync(topic, 0, Batches.Make(1, 5_000));
        var started = clock.GetTimestamp();
        var request = Poll((topic, 0, 0, 1 << 20));
        (request.MinBytes, request.MaxBytes) = (100_000, 1_000);
        await rig.FetchAsync(request);

        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });

    private static FetchRequest Poll(params (Uuid Topic, int Partition, long Offset, int BytesMax)[] targets)
    {
        var request = Requests.Fetch(targets);
        request.MaxWaitMs = 60_000;
        return request;
    }
}
