using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

public sealed class SessionFetchTests
{
    [Fact]
    public void A_session_is_told_only_what_is_new() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        var open = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20));
        open.SessionEpoch = 0;
        var opened = await rig.FetchAsync(open);
        Assert.NotEqual(0, opened!.SessionId);
        Assert.Equal(2, opened.Responses.Sum(found => found.Partitions.Length));

        Assert.Empty((await rig.FetchAsync(Next(1)))!.Responses);
        await rig.ProduceAsync(topic, 1, Batches.Make(1));
        var news = await rig.FetchAsync(Next(2));
        Assert.Equal(1, Assert.Single(Assert.Single(news!.Responses).Partitions).PartitionIndex);

        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, (await rig.FetchAsync(Next(2)))!.ErrorCode);
        var stranger = Next(3);
        stranger.SessionId++;
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, (await rig.FetchAsync(stranger))!.ErrorCode);

        FetchRequest Next(int epoch) => new() { SessionId = opened.SessionId, SessionEpoch = epoch, MinBytes = 1 };
    });

    [Fact]
    public void A_session_forgets_partitions_and_ends_when_told() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        await rig.ProduceAsync(topic, 0, Batches.Make(1));
        var open = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20));
        open.SessionEpoch = 0;
        var id = (await rig.FetchAsync(open))!.SessionId;
        var forget = new FetchRequest
        {
            SessionId = id,
            SessionEpoch = 1,
            ForgottenTopicsData = [new() { TopicId = topic, Partitions = [0] }],
        };
        Assert.Empty((await rig.FetchAsync(forget))!.Responses);
        await rig.FetchAsync(new FetchRequest { SessionId = id, SessionEpoch = -1 });

        Assert.Equal(0, rig.Sessions.Count);
    });

    [Fact]
    public void A_partition_that_is_named_twice_is_fetched_once_by_its_last_entry() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await Task.WhenAll(rig.ProduceAsync(topic, 0, Batches.Make(1)), rig.ProduceAsync(topic, 0, Batches.Make(1)));
        var open = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 0, 1, 1 << 20));
        open.SessionEpoch = 0;
        var answer = Assert.Single((await rig.FetchAsync(open))!.Responses.SelectMany(static found => found.Partitions));

        Assert.Equal([(1L, 1)], Requests.BatchesOf(answer.Records));
    });

    [Fact]
    public void Beside_an_error_nothing_else_is_told() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await rig.ProduceAsync(topic, 0, Batches.Make(1));
        var answer = await rig.FetchAsync(topic, 0, 5);

        Assert.Equal(
            (ErrorCode.OffsetOutOfRange, -1L, -1L, -1L),
            (answer.ErrorCode, answer.HighWatermark, answer.LastStableOffset, answer.LogStartOffset));
    });
}
