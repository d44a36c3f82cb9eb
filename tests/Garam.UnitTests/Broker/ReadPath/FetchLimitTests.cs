using Garam.Broker.ReadPath.Planning;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>How much one response takes, and of whom.</summary>
public sealed class FetchLimitTests
{
    [Fact]
    public void The_first_batch_is_returned_even_if_it_is_too_big_and_only_the_first() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => rig.ProduceAsync(topic, i % 2, Batches.Make(1, 1_000))));
        var response = await rig.FetchAsync(Requests.Fetch((topic, 0, 0, 10), (topic, 1, 0, 10)));

        var partitions = response!.Responses.SelectMany(found => found.Partitions).ToList();
        Assert.Single(Requests.BatchesOf(partitions[0].Records));
        Assert.Equal(0, partitions[1].Records.Length);
        Assert.Equal(3, partitions[1].HighWatermark);
    });

    [Fact]
    public void The_limit_of_the_request_is_shared_by_its_partitions_in_their_order() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 3);
        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => rig.ProduceAsync(topic, i % 3, Batches.Make(1, 1_000))));
        var request = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20), (topic, 2, 0, 1 << 20));
        request.MaxBytes = 4_500;
        var response = await rig.FetchAsync(request);

        Assert.Equal([3, 1, 0], response!.Responses.SelectMany(found => found.Partitions).Select(p => Requests.BatchesOf(p.Records).Count));
    });

    [Fact]
    public void A_batch_that_does_not_fit_is_not_jumped_over_by_a_smaller_one_behind_it() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);

        // The first partition gets a batch that is larger than its share, and the second one less than was planned for it.
        await rig.ProduceAsync(topic, 0, Batches.Make(1, 2_000));
        await Task.WhenAll(rig.ProduceAsync(topic, 1, Batches.Make(1, 500)), rig.ProduceAsync(topic, 1, Batches.Make(1, 500)));
        await rig.ProduceAsync(topic, 1, Batches.Make(1, 1));
        var request = Requests.Fetch((topic, 0, 0, 100), (topic, 1, 0, 1 << 20));
        request.MaxBytes = 3_000;
        var response = await rig.FetchAsync(request);

        var partitions = response!.Responses.SelectMany(found => found.Partitions).ToList();
        Assert.Equal([(0L, 1)], Requests.BatchesOf(partitions[0].Records));
        Assert.Equal([(0L, 1)], Requests.BatchesOf(partitions[1].Records));
    });

    [Fact]
    public void A_response_takes_a_quarter_of_the_budget_that_is_left_and_never_less_than_one_batch() => BrokerRig.Run(
        async (rig, _) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 1);
            await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => rig.ProduceAsync(topic, 0, Batches.Make(1, 1_000))));

            Assert.Equal(3, Requests.BatchesOf((await rig.FetchAsync(topic, 0, 0)).Records).Count);
        },
        options: new FetchOptions { UnsentBytesMax = 16_000, CrowdedResponseBytesMax = 10 });
}
