using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Hedging;
using Garam.Storage.Memory;
using Garam.Storage.Metering;
using Garam.Storage.Retries;
using Garam.UnitTests.Storage.Faults;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Storage.Retries;

public sealed class RetryingObjectStoreTests : IAsyncDisposable
{
    private static readonly RetryOptions Brief =
        new() { AttemptsMax = 3, DelayFirst = TimeSpan.FromTicks(1), DelayMax = TimeSpan.FromTicks(1) };

    private readonly MemoryObjectStore _inner = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task A_create_whose_answer_was_lost_is_recognised_as_ones_own(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var store = Retrying(StoreFault.FailAfter);

        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/1", content, Cancellation));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(11, 0)]
    [InlineData(10, 1)]
    [InlineData(0, 0)]
    public async Task The_object_of_another_writer_is_not_taken_for_ones_own(int length, byte first)
    {
        var other = new byte[length];
        other.AsSpan(0, Math.Min(1, length)).Fill(first);
        await _inner.CreateAsync("a/1", other, Cancellation);

        Assert.Equal(
            PutOutcome.AlreadyExists, await Retrying(StoreFault.FailBefore).CreateAsync("a/1", new byte[10], Cancellation));
    }

    [Fact]
    public async Task A_checksum_reaches_the_store_below_all_others_with_each_attempt()
    {
        var inner = new ScriptedStore(_inner);
        var metered = new MeteredObjectStore(inner, new StorageMetrics(new TestMeters()), TimeProvider.System);
        var hedged = new HedgedObjectStore(metered, new HedgeOptions(), TimeProvider.System);
        IObjectStore store = new RetryingObjectStore(hedged, Brief, new Random(1), TimeProvider.System);
        inner.LoseRequest("a/1");

        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/1", new byte[10], static () => 7, Cancellation));
        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/2", new byte[10], Cancellation));

        Assert.Equal([7, 7, null], inner.Checksums);
    }

    [Fact]
    public async Task A_first_attempt_that_is_refused_is_not_read_back()
    {
        await _inner.CreateAsync("a/1", new byte[10], Cancellation);
        var plan = new ScriptedFaultPlan();
        var store = Retrying(plan);

        Assert.Equal(PutOutcome.AlreadyExists, await store.CreateAsync("a/1", new byte[10], Cancellation));
        Assert.Equal(1, plan.Requests);
    }

    [Fact]
    public async Task Reads_are_repeated_a_limited_number_of_times()
    {
        await _inner.CreateAsync("a/1", new byte[10], Cancellation);
        var enough = Retrying(StoreFault.FailBefore, StoreFault.FailAfter);
        var tooMany = Retrying(StoreFault.FailBefore, StoreFault.FailAfter, StoreFault.FailBefore);

        Assert.Equal(new ReadOutcome(true, 10), await enough.ReadAsync("a/1", 0, new byte[10], Cancellation));
        var fault = await Assert.ThrowsAsync<GaramException>(
            async () => await tooMany.ReadAsync("a/1", 0, new byte[10], Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
    }

    [Fact]
    public async Task A_fault_that_does_not_pass_is_not_repeated()
    {
        var plan = new ScriptedFaultPlan();

        await Assert.ThrowsAsync<GaramException>(
            async () => await Retrying(plan).CreateAsync("not a key", new byte[1], Cancellation));

        Assert.Equal(1, plan.Requests);
    }

    private RetryingObjectStore Retrying(params StoreFault[] faults) => Retrying(new ScriptedFaultPlan(faults));

    private RetryingObjectStore Retrying(ScriptedFaultPlan plan) =>
        new(new FaultyObjectStore(_inner, plan, new Random(1)), Brief, new Random(1), TimeProvider.System);
}
