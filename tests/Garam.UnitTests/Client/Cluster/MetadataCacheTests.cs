using Garam.Client.Cluster;
using Garam.Protocol.Messages.Metadata;

namespace Garam.UnitTests.Client.Cluster;

public sealed class MetadataCacheTests
{
    [Fact]
    public void A_topic_that_is_missing_is_asked_for_again_soon() => Run(async (cache, topics, clock) =>
    {
        await cache.GetAsync(["late"], mayCreate: false, CancellationToken.None);
        topics.Add("late");
        await Task.Delay(TimeSpan.FromSeconds(1), clock);

        Assert.Contains("late", (await cache.GetAsync(["late"], mayCreate: false, CancellationToken.None)).Topics.Keys);
    });

    [Fact]
    public void What_is_there_is_not_asked_for_again() => Run(async (cache, topics, clock) =>
    {
        topics.Add("here");
        await cache.GetAsync(["here", "missing"], mayCreate: false, CancellationToken.None);
        var known = cache.Current;
        await Task.Delay(TimeSpan.FromSeconds(1), clock);

        Assert.Same(known, await cache.GetAsync(["here"], mayCreate: false, CancellationToken.None));
    });

    [Fact]
    public void Of_two_answers_the_one_that_was_asked_for_last_counts() => Run(async (_, topics, clock) =>
    {
        List<TaskCompletionSource<MetadataResponse>> answers = [];
        var cache = new MetadataCache(Options, clock, _ =>
        {
            answers.Add(new TaskCompletionSource<MetadataResponse>());
            return new ValueTask<MetadataResponse>(answers[^1].Task);
        });
        var first = cache.GetAsync(["a"], mayCreate: false, CancellationToken.None);
        cache.Invalidate();
        var second = cache.GetAsync(["a"], mayCreate: false, CancellationToken.None);
        answers[1].SetResult(Answer("new"));
        answers[0].SetResult(Answer("old"));

        Assert.Equal(("new", "new"), (BrokerOf(await first), BrokerOf(await second)));
        Assert.Equal("new", BrokerOf(cache.Current));

        static MetadataResponse Answer(string broker) => new() { Brokers = [new() { NodeId = 1, Host = broker, Port = 9092 }] };
        static string BrokerOf(ClusterMetadata metadata) => Assert.Single(metadata.Brokers).Value.Host;
    });

    private static ClusterClientOptions Options => new() { Bootstrap = [] };

    private static void Run(Func<MetadataCache, HashSet<string>, TimeProvider, Task> test)
    {
        var time = new VirtualTime();
        HashSet<string> topics = [];
        var cache = new MetadataCache(Options, time.Clock, request => ValueTask.FromResult(new MetadataResponse
        {
            Topics = [.. request.Topics!.Where(topic => topics.Contains(topic.Name!)).Select(
                static topic => new MetadataResponse.MetadataResponseTopic { Name = topic.Name })],
        }));
        time.Run(() => test(cache, topics, time.Clock));
    }
}
