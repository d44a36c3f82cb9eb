using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

public sealed class LongPollTests
{
    [Fact]
    public void A_long_poll_is_woken_by_the_commit() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var fetch = rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMinutes(1)));
        Assert.Equal(1, rig.Waiters.Count);
        var started = clock.GetTimestamp();
        await rig.ProduceAsync(topic, 0, Batches.Make(2));

        Assert.Equal([(0L, 2)], Requests.BatchesOf((await fetch)!.Responses[0].Partitions[0].Records));
        Assert.True(clock.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_long_poll_ends_with_its_time_and_not_with_what_other_partitions_get() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        var started = clock.GetTimestamp();
        var fetch = rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMilliseconds(500)));
        await rig.ProduceAsync(topic, 1, Batches.Make(2));

        Assert.Equal(0, (await fetch)!.Responses[0].Partitions[0].Records.Length);
        Assert.Equal(TimeSpan.FromMilliseconds(500), clock.GetElapsedTime(started));
    });

    [Fact]
    public void A_long_poll_waits_for_as_many_bytes_as_were_asked_for() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var request = Requests.LongPoll(topic, TimeSpan.FromMinutes(1));
        request.MinBytes = 2_500;
        var fetch = rig.FetchAsync(request);
        for (var i = 0; i < 3; i++)
        {
            Assert.False(fetch.IsCompleted);
            await rig.ProduceAsync(topic, 0, Batches.Make(1, 1_000));
        }

        Assert.Equal(3, Requests.BatchesOf((await fetch)!.Responses[0].Partitions[0].Records).Count);
    });

    [Fact]
    public void Released_long_polls_are_answered_at_once() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var started = clock.GetTimestamp();
        var fetch = rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMinutes(1)));
        rig.Waiters.Release();
        await fetch;
        await rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMinutes(1)));

        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });
}
