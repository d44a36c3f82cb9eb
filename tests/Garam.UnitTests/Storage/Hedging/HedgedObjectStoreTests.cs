using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Hedging;
using Garam.Storage.Memory;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Storage.Hedging;

public sealed class HedgedObjectStoreTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryObjectStore _memory = new();
    private readonly List<TaskCompletionSource> _reads = [];
    private readonly HedgeOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    [Fact]
    public async Task A_read_that_is_fast_enough_is_sent_once()
    {
        var (reading, destination) = await ReadAsync();
        _time.Advance(_options.DelayAtFirst / 2);
        _reads[0].SetResult();

        Assert.Equal(new ReadOutcome(true, 5), await reading);
        Assert.Equal("hello"u8.ToArray(), destination);
        Assert.Single(_reads);
        Assert.Null(_time.NextDue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Whichever_answer_comes_first_counts_and_the_other_read_has_ended(int winner)
    {
        var (reading, destination) = await ReadAsync();
        _time.Advance(_options.DelayAtFirst);
        Assert.Equal(2, _reads.Count);

        _reads[winner].SetResult();
        Assert.False(reading.IsCompleted);
        _reads[1 - winner].SetException(new GaramException(ErrorKind.Unavailable, "too late"));

        Assert.Equal(new ReadOutcome(true, 5), await reading);
        Assert.Equal("hello"u8.ToArray(), destination);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_fault_is_no_answer_while_the_other_read_may_bring_one(int failing)
    {
        var (reading, destination) = await ReadAsync();
        _time.Advance(_options.DelayAtFirst);

        _reads[failing].SetException(new GaramException(ErrorKind.Unavailable, "broken"));
        Assert.False(reading.IsCompleted);
        _reads[1 - failing].SetResult();

        Assert.Equal(new ReadOutcome(true, 5), await reading);
        Assert.Equal("hello"u8.ToArray(), destination);
    }

    [Fact]
    public async Task Two_faults_are_a_fault()
    {
        var (reading, _) = await ReadAsync();
        _time.Advance(_options.DelayAtFirst);
        _reads[0].SetException(new GaramException(ErrorKind.Unavailable, "broken"));
        _reads[1].SetException(new GaramException(ErrorKind.Throttled, "slower"));

        var fault = await Assert.ThrowsAsync<GaramException>(() => reading);
        Assert.Equal(ErrorKind.Throttled, fault.Kind);
    }

    [Fact]
    public async Task Second_reads_are_limited()
    {
        var store = Store();
        await _memory.CreateAsync("a/1", "hello"u8.ToArray(), Cancellation);
        var readings = Enumerable.Range(0, 5).Select(async _ => await store.ReadAsync("a/1", 0, new byte[5], Cancellation)).ToArray();
        _time.Advance(_options.DelayMax);

        Assert.Equal(5 + _options.InFlightMax, _reads.Count);

        _reads.ForEach(read => read.SetResult());
        await Task.WhenAll(readings);
    }

    [Fact]
    public void The_delay_rests_where_its_share_of_the_reads_is_slower()
    {
        var delay = new HedgeDelay(_options);
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            // Evenly between 0 and 100 ms: 95 of a hundred are below 95 ms.
            delay.Note(TimeSpan.FromMilliseconds(100 * random.NextDouble()) > delay.Current);
        }

        Assert.InRange(delay.Current.TotalMilliseconds, 85, 100);
    }

    private HedgedObjectStore Store() => new(
        new HeldReadStore(
            _memory,
            _ =>
            {
                var read = new TaskCompletionSource();
                _reads.Add(read);
                return read.Task;
            }),
        _options,
        _time);

    private async Task<(Task<ReadOutcome> Reading, byte[] Destination)> ReadAsync()
    {
        await _memory.CreateAsync("a/1", "hello"u8.ToArray(), Cancellation);
        var destination = new byte[5];
        return (Store().ReadAsync("a/1", 0, destination, Cancellation).AsTask(), destination);
    }
}
