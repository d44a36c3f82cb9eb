using Garam.Controller.Leadership;
using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;

namespace Garam.UnitTests.Controller.Leadership;

public sealed class CommitOrderTests : IAsyncDisposable
{
    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_commit_waits_for_the_numbers_before_it() => _world.Run(async () =>
    {
        var (process, incarnation) = await StartAsync();
        var third = CommitAsync(process, incarnation, 3);
        var second = CommitAsync(process, incarnation, 2);
        await Task.Delay(TimeSpan.FromSeconds(1), _world.Clock);
        Assert.False(second.IsCompleted || third.IsCompleted);

        Assert.Equal(CommitOutcome.Applied, await CommitAsync(process, incarnation, 1));
        Assert.Equal([CommitOutcome.Applied, CommitOutcome.Applied], await Task.WhenAll(second, third));
    });

    [Fact]
    public void A_repeated_number_is_answered_at_once_and_a_new_leader_knows_where_to_go_on() => _world.Run(async () =>
    {
        var (process, incarnation) = await StartAsync();
        await CommitAsync(process, incarnation, 1);
        Assert.Equal(CommitOutcome.Applied, await CommitAsync(process, incarnation, 1));
        await process.StopAsync();

        var next = await ControllerProcess.RestoreAsync(_store, _world.Clock, 2);
        await next.LeadAsync();
        var third = CommitAsync(next, incarnation, 3);
        Assert.Equal(CommitOutcome.Applied, await CommitAsync(next, incarnation, 2));
        Assert.Equal(CommitOutcome.Applied, await third);
    });

    [Fact]
    public void What_waits_when_its_incarnation_is_closed_is_refused() => _world.Run(async () =>
    {
        var (process, incarnation) = await StartAsync();
        var second = CommitAsync(process, incarnation, 2);
        await process.Leader.SubmitAsync(new RemoveProcess { IncarnationValue = incarnation }, default);
        Assert.Equal(CommitOutcome.Fenced, await second);
        Assert.Equal(CommitOutcome.Fenced, await CommitAsync(process, incarnation, 1));
    });

    [Fact]
    public void Waiting_commits_are_bounded() => _world.Run(async () =>
    {
        var (process, incarnation) = await StartAsync();
        var waiting = Enumerable.Range(2, 4).Select(number => CommitAsync(process, incarnation, number)).ToList();
        var fault = await Assert.ThrowsAsync<GaramException>(() => CommitAsync(process, incarnation, 6));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        await CommitAsync(process, incarnation, 1);
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(CommitOutcome.Applied, outcome));
    });

    private static async Task<CommitOutcome> CommitAsync(ControllerProcess process, int incarnation, long number)
    {
        var skip = new CommitSegment { IncarnationValue = incarnation, CommitNumber = number };
        return ((CommitSegmentResult)(await process.Leader.SubmitAsync(skip, default)).Result).Outcome;
    }

    private async Task<(ControllerProcess Process, int Incarnation)> StartAsync()
    {
        var process = await ControllerProcess.RestoreAsync(
            _store, _world.Clock, 1, new LeaderOptions { StoreIsExclusive = true, CommitsParkedMax = 4 });
        await process.LeadAsync();
        var registered = await process.Leader.SubmitAsync(new RegisterProcess { Host = "here", Port = 1 }, default);
        return (process, ((RegisterProcessResult)registered.Result).IncarnationValue);
    }
}
