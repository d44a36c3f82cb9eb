using Garam.Controller.Leadership;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Journal.Replication;

public sealed class FollowerTests : IAsyncDisposable
{
    private const int Topics = 500;

    private static readonly LeaderOptions s_exclusive = new() { StoreIsExclusive = true };

    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void Catching_up_ends_although_the_leader_appends_as_fast_as_the_journal_is_read() => _world.Run(async () =>
    {
        var leading = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        await leading.LeadAsync();
        await leading.CreateTopicAsync("before");
        var stores = ControllerProcess.StoresOf(_store, _world.Clock);
        var journal = new GrowingJournal(stores.Entries, number => leading.CreateTopicAsync($"meanwhile-{number}"));
        var source = new ReplicaSource(stores with { Entries = journal }, NullLoggerFactory.Instance);

        var replica = await source.RestoreAsync(default);
        Assert.True(Has(replica, "before"));
        Assert.False(Has(replica, "meanwhile-1"));

        await source.CatchUpAsync(replica, default);
        Assert.True(Has(replica, "meanwhile-1"));
        Assert.False(Has(replica, "meanwhile-2"));
        await leading.StopAsync();
    });

    [Fact]
    public async Task A_follower_that_sees_the_new_position_finds_its_entry()
    {
        var entries = Entries();
        var replica = new Replica(new Dictionary<long, SkipRecord>(), NullLogger<Replica>.Instance);
        var recent = replica.KeepRecent(bytesMax: 1 << 20);
        var missed = Task.Run(() =>
        {
            var missed = 0;
            for (var seen = 0L; seen < entries.Count; seen = replica.AppliedSequence)
            {
                missed += seen > 0 && recent.After(seen - 1, replyBytesMax: 1) is null or { Count: 0 } ? 1 : 0;
            }

            return missed;
        });
        foreach (var entry in entries)
        {
            replica.Apply(entry);
            await Task.Yield();
        }

        Assert.Equal(0, await missed);
    }

    private static bool Has(Replica replica, string topic) =>
        replica.Read(topic, static (state, wanted) => state.Topics.TryGet(wanted, out _));

    private List<StoredEntry> Entries()
    {
        var entries = new List<StoredEntry>();
        _world.Run(async () =>
        {
            var leading = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
            await leading.LeadAsync();
            for (var i = 0; i < Topics; i++)
            {
                await leading.CreateTopicAsync($"t-{i}");
            }

            var journal = leading.Context.Stores.Entries;
            for (var sequence = 1L; sequence <= leading.Replica.AppliedSequence; sequence++)
            {
                entries.Add(new StoredEntry(sequence, (await journal.ReadAsync(sequence, default))!));
            }

            await leading.StopAsync();
        });
        return entries;
    }

    /// <summary>The leader appends an entry whenever the journal has been listed.</summary>
    private sealed class GrowingJournal(IJournalBackend inner, Func<int, Task> append) : IJournalBackend
    {
        /// <summary>Far more than a follower may need, so that one that never ends fails instead of hanging.</summary>
        private const int AppendsMax = 50;

        private int _appends;

        public ValueTask<AppendOutcome> AppendAsync(long sequence, ReadOnlyMemory<byte> entry, CancellationToken cancellation) =>
            inner.AppendAsync(sequence, entry, cancellation);

        public ValueTask<byte[]?> ReadAsync(long sequence, CancellationToken cancellation) => inner.ReadAsync(sequence, cancellation);

        public async ValueTask<IReadOnlyList<ListedEntry>> ListAsync(long after, int limit, CancellationToken cancellation)
        {
            var listed = await inner.ListAsync(after, limit, cancellation);
            if (_appends < AppendsMax)
            {
                await append(++_appends);
            }

            return listed;
        }

        public ValueTask DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellation) =>
            inner.DeleteAsync(sequences, cancellation);
    }
}
