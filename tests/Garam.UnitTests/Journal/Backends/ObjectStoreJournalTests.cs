using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Storage;
using Garam.Storage.Memory;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Journal.Backends;

public sealed class ObjectStoreJournalTests : IAsyncDisposable
{
    private static readonly byte[] s_ours = [1, 2, 3];
    private static readonly byte[] s_theirs = [9, 9];

    private readonly VirtualTime _world = new();
    private readonly ScriptedStore _store = new(new MemoryObjectStore());

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_lost_answer_is_settled_by_reading_our_own_bytes_back() => _world.Run(async () =>
    {
        _store.LoseAnswer(ObjectStoreJournal.KeyOf(1));
        Assert.Equal(AppendOutcome.AppendedByRepeat, await Journal().AppendAsync(1, s_ours, default));
        Assert.Equal(2, _store.Creates.Count);
    });

    [Fact]
    public void A_lost_request_is_repeated_until_it_lands() => _world.Run(async () =>
    {
        for (var i = 0; i < 20; i++)
        {
            _store.LoseRequest(ObjectStoreJournal.KeyOf(1));
        }

        Assert.Equal(AppendOutcome.AppendedByRepeat, await Journal().AppendAsync(1, s_ours, default));
        Assert.Equal(s_ours, await Journal().ReadAsync(1, default));
    });

    [Fact]
    public void A_lost_request_whose_number_went_to_another_is_taken() => _world.Run(async () =>
    {
        _store.LoseRequest(ObjectStoreJournal.KeyOf(1));
        var append = AppendAsync();
        await _store.CreateAsync(ObjectStoreJournal.KeyOf(1), s_theirs, default);
        Assert.Equal(AppendOutcome.Taken, await append);
        Assert.Equal(s_theirs, await Journal().ReadAsync(1, default));

        async Task<AppendOutcome> AppendAsync() => await Journal().AppendAsync(1, s_ours, default);
    });

    [Fact]
    public void A_number_that_was_trimmed_between_refusal_and_reading_back_is_taken_and_stays_absent() => _world.Run(async () =>
    {
        var trimming = new TrimmingStore(_store);
        await trimming.CreateAsync(ObjectStoreJournal.KeyOf(1), s_theirs, default);
        Assert.Equal(AppendOutcome.Taken, await Journal(trimming).AppendAsync(1, s_ours, default));
        Assert.Null(await Journal().ReadAsync(1, default));
    });

    [Fact]
    public void Entries_larger_than_the_first_read_come_back_whole() => _world.Run(async () =>
    {
        foreach (var length in new[] { 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 100_000 })
        {
            var entry = new byte[length];
            new Random(length).NextBytes(entry);
            await Journal().AppendAsync(length, entry, default);
            Assert.Equal(entry, await Journal().ReadAsync(length, default));
        }
    });

    [Fact]
    public void A_bit_that_flips_on_its_way_does_not_make_an_entry_corrupt() => _world.Run(async () =>
    {
        var entry = JournalEntryCodec.Encode(new JournalEntryHeader(1, 1, 2, 3, 4, 0, 0), []);
        var faulty = new FaultyObjectStore(_store, new EveryOtherRead(), new Random(5));
        await Journal().AppendAsync(1, entry, default);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(entry, await Journal(faulty).ReadAsync(1, default));
        }
    });

    private ObjectStoreJournal Journal(IObjectStore? store = null) =>
        new(store ?? _store, new ObjectStoreJournalOptions(), _world.Clock, NullLogger<ObjectStoreJournal>.Instance);

    private sealed class EveryOtherRead : IFaultPlan
    {
        private int _reads;

        public StoreFault Next(StoreOperation operation, string key) =>
            _reads++ % 2 > 0 ? StoreFault.None : _reads % 4 == 1 ? StoreFault.CorruptRead : StoreFault.TruncateRead;
    }

    /// <summary>Another process trims a number at the moment when its create was refused here.</summary>
    private sealed class TrimmingStore(IObjectStore inner) : IObjectStore
    {
        public int Alignment => 1;

        public async ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        {
            var outcome = await inner.CreateAsync(key, content, cancellation);
            if (outcome == PutOutcome.AlreadyExists)
            {
                await inner.DeleteAsync([key], cancellation);
            }

            return outcome;
        }

        public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
            inner.ReadAsync(key, position, destination, cancellation);

        public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => inner.StatAsync(key, cancellation);

        public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
            string prefix, string startAfter, int limit, CancellationToken cancellation) =>
            inner.ListAsync(prefix, startAfter, limit, cancellation);

        public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => inner.DeleteAsync(keys, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
