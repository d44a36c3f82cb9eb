using Garam.ClientTests.Support;

namespace Garam.ClientTests.Managed;

/// <summary>
/// Topics of Garam that are deleted under the feet of Garam's own client. The same against Kafka is among the tests of many brokers.
/// </summary>
[Collection(Lanes.Short)]
public sealed class DeletedTopicTests
{
    [Fact]
    public async Task A_deleted_topic_holds_up_nobody_and_begins_anew_when_it_comes_back()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var deletion = new TopicDeletion(cluster.Bootstrap, "noticed");
        await deletion.RunAsync();
    }

    [Fact]
    public async Task A_topic_that_is_replaced_at_once_begins_anew()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var deletion = new TopicDeletion(cluster.Bootstrap, "replaced");
        await deletion.RunAtOnceAsync();
    }
}
