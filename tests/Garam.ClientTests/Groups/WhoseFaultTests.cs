using Garam.ClientTests.Support;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;

namespace Garam.ClientTests.Groups;

/// <summary>
/// The checks of group tests name the culprit when a record comes again: the server took a commit back, or a client went on from elsewhere.
/// </summary>
[Collection(Lanes.Short)]
public sealed class WhoseFaultTests
{
    private const string Topic = "watched";

    [Fact]
    public void A_repeat_of_what_was_committed_before_the_partition_was_given_is_a_violation()
    {
        var ledger = new DeliveryLedger();
        ledger.Deliver("former", Topic, 0, 0);
        ledger.Commit(Topic, 0, 1);
        ledger.Assign("member", Topic, [0]);
        ledger.Deliver("member", Topic, 0, 0);
        Assert.Single(ledger.Violations);
        Assert.Empty(ledger.OwnRepeats);
    }

    [Fact]
    public void A_repeat_of_what_was_committed_after_it_is_the_clients_own()
    {
        var ledger = new DeliveryLedger();
        ledger.Assign("member", Topic, [0]);
        ledger.Deliver("member", Topic, 0, 0);
        ledger.Commit(Topic, 0, 1);
        ledger.Deliver("member", Topic, 0, 0);
        Assert.Empty(ledger.Violations);
        Assert.Single(ledger.OwnRepeats);
    }

    [Fact]
    public async Task A_commit_that_the_server_does_not_have_is_found()
    {
        await using var cluster = await TestCluster.StartAsync();
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, (Topic, 2));
        await CommitAsync(cluster.Bootstrap, 0, 10);
        await CommitAsync(cluster.Bootstrap, 1, 7);
        await using var sound = new CommittedWatch(cluster.Bootstrap, "group");
        sound.Acknowledge(Topic, 0, 10);
        Assert.Empty(await sound.FindMovedBackAsync());

        await using var broken = new CommittedWatch(cluster.Bootstrap, "group");
        broken.Acknowledge(Topic, 0, 11);
        Assert.Contains("10", Assert.Single(await broken.FindMovedBackAsync()), StringComparison.Ordinal);

        // A member committed less than before by itself, and says so.
        await using var own = new CommittedWatch(cluster.Bootstrap, "group");
        own.Acknowledge(Topic, 1, 9);
        own.Acknowledge(Topic, 1, 7);
        Assert.Empty(await own.FindMovedBackAsync());
    }

    private static async Task CommitAsync(string bootstrap, int partition, long offset)
    {
        await using var connection = await RawConnection.OpenAsync(bootstrap);
        var request = new OffsetCommitRequest
        {
            GroupId = "group",
            GenerationIdOrMemberEpoch = -1,
            Topics = [new() { Name = Topic, Partitions = [new() { PartitionIndex = partition, CommittedOffset = offset }] }],
        };
        var answer = await connection.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
            request, TestContext.Current.CancellationToken, versionMax: 9);
        Assert.Equal(ErrorCode.None, answer.Topics[0].Partitions[0].ErrorCode);
    }
}
