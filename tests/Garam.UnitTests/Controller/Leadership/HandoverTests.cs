using Garam.Controller.Leadership;
using Garam.Journal.Backends;
using Garam.Journal.Replication;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Controller.Leadership;

/// <summary>A leader resigns because an operator wants another one, and goes on as a follower.</summary>
public sealed class HandoverTests : IAsyncDisposable
{
    private const int AnySuccessor = 0;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _memory = new();
    private readonly ScriptedStore _store;

    public HandoverTests() => _store = new ScriptedStore(_memory);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void Another_process_leads_at_once_and_the_first_one_follows_it() => _world.Run(async () =>
    {
        var (first, second) = await StartTwoAsync();
        var accepted = Enumerable.Range(0, 10).Select(i => first.CreateTopicAsync($"t-{i}")).ToList();

        Assert.Equal(1, await first.Leader.ResignAsync(AnySuccessor, default));
        var before = _world.Clock.GetTimestamp();
        await second.UntilLeadingAsync();

        Assert.InRange(_world.Clock.GetElapsedTime(before), TimeSpan.Zero, TimeSpan.FromSeconds(1.2));
        Assert.All(await Task.WhenAll(accepted), reply => Assert.True(second.Replica.AppliedSequence >= reply.Sequence));
        await second.CreateTopicAsync("after");
        await Task.Delay(TimeSpan.FromMinutes(1), _world.Clock);
        Assert.Equal((false, true, true), (first.Leader.IsLeading, second.Leader.IsLeading, first.HasTopic("after")));
        Assert.Equal(2, first.Replica.Position.Epoch);
    });

    [Fact]
    public void It_can_lead_again_later() => _world.Run(async () =>
    {
        var (first, second) = await StartTwoAsync();
        await first.Leader.ResignAsync(AnySuccessor, default);
        await second.UntilLeadingAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), _world.Clock);

        Assert.Equal(2, await second.Leader.ResignAsync(7, default));
        await first.UntilLeadingAsync();

        Assert.Equal((0, 7), (first.Leader.Successor, second.Leader.Successor));
        await first.CreateTopicAsync("again");
        Assert.Equal(3, first.Replica.Position.Epoch);
    });

    [Fact]
    public void It_claims_by_itself_when_no_other_process_does_for_a_while() => _world.Run(async () =>
    {
        var only = await ProcessAsync();
        await only.LeadAsync();
        await only.Leader.ResignAsync(AnySuccessor, default);

        await Task.Delay(TimeSpan.FromSeconds(4.9), _world.Clock);
        Assert.Equal((false, 1, true), (only.Leader.IsLeading, only.Replica.Position.Epoch, only.Replica.Position.IsUnled));
        await Task.Delay(TimeSpan.FromSeconds(0.5), _world.Clock);
        Assert.Equal((true, 2), (only.Leader.IsLeading, only.Replica.Position.Epoch));
    });

    [Fact]
    public void A_process_that_does_not_lead_cannot_resign() => _world.Run(async () =>
    {
        var (_, second) = await StartTwoAsync();
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await second.Leader.ResignAsync(AnySuccessor, Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
    });

    [Fact]
    public void No_read_rests_on_the_lease_once_the_resignation_is_on_its_way() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        await process.CreateTopicAsync("a");
        Assert.Equal(process.Replica.AppliedSequence, await process.Leader.ConfirmTailAsync(default));

        // It lands, and its answer comes late: another process may lead and commit meanwhile.
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Delay(ObjectStoreJournal.KeyOf(process.Replica.AppliedSequence + 1), answered.Task);
        var resigning = process.Leader.ResignAsync(AnySuccessor, default);
        await Task.Delay(TimeSpan.FromMilliseconds(10), _world.Clock);

        Assert.True(process.Leader.IsLeading);
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await process.Leader.ConfirmTailAsync(Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        answered.SetResult();
        Assert.Equal(1, await resigning);
    });

    [Fact]
    public void A_store_that_does_not_take_the_resignation_does_not_end_the_process() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        var resignation = ObjectStoreJournal.KeyOf(process.Replica.AppliedSequence + 1);
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            _store.LoseRequest(resignation);
        }

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await process.Leader.ResignAsync(AnySuccessor, Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.False(process.Leader.IsLeading);

        _store.Forget(resignation);
        await process.UntilLeadingAsync();
        Assert.Equal(2, process.Replica.Position.Epoch);
    });

    [Fact]
    public void The_others_let_the_named_process_claim_first() => _world.Run(async () =>
    {
        var (first, second) = (await ProcessAsync(), await ProcessAsync(seed: 2));
        await first.LeadAsync();
        var tail = new ScriptedTail(_world.Clock) { IsNaming = true };
        var loop = new LeaderLoop(
            second.Context with { Tail = tail }, second.Source, second.Leader, NullLogger<LeaderLoop>.Instance);
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(3), _world.Clock);
        await first.Leader.ResignAsync(7, default);
        tail.IsNaming = false;

        // The process that was named never claims; the one that was not does so before the one that resigned.
        await Task.Delay(TimeSpan.FromSeconds(1.5), _world.Clock);
        Assert.False(second.Leader.IsLeading);
        await second.UntilLeadingAsync();
        Assert.False(first.Leader.IsLeading);
        stop.Cancel();
        await running;
    });

    private async Task<(ControllerProcess First, ControllerProcess Second)> StartTwoAsync()
    {
        var first = await ProcessAsync();
        await first.LeadAsync();
        var second = await ProcessAsync(seed: 2);
        second.Start();
        await Task.Delay(TimeSpan.FromSeconds(3), _world.Clock);
        return (first, second);
    }

    private Task<ControllerProcess> ProcessAsync(int seed = 1) =>
        ControllerProcess.RestoreAsync(_store, _world.Clock, seed, new LeaderOptions { LeaseDuration = TimeSpan.FromSeconds(6) });

    /// <summary>The leader tells this process nothing but that it resigns in favor of another one.</summary>
    private sealed class ScriptedTail(TimeProvider time) : IJournalTail
    {
        public bool IsNaming { get; set; }

        public async ValueTask<FetchedTail> FetchAsync(long after, TimeSpan wait, CancellationToken cancellation)
        {
            var tail = new FetchedTail([], IsForAnother: IsNaming);
            await Task.Delay(wait, time, cancellation);
            return tail;
        }
    }
}
