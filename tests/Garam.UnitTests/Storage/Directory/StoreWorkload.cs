using Garam.Storage;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>
/// A life of a store in small: folders made, removed and made again, small and large objects, creates that run together, a create
/// of what exists. Remembers what it asked for and what it was promised.
/// </summary>
internal sealed class StoreWorkload
{
    private readonly Dictionary<string, byte[]> _asked = [];

    /// <summary>Objects whose create was acknowledged, and which must survive.</summary>
    internal Dictionary<string, byte[]> Promised { get; } = [];

    internal async Task RunAsync(IObjectStore store)
    {
        await CreateAsync(store, "garam/store", 20);
        await CreateAsync(store, "segments/1", 100_000);
        await CreateAsync(store, "segments/7/1", 100_000);
        await CreateAsync(store, "journal/1", 50);
        await DeleteAsync(store, ["segments/7/1"]);
        await CreateAsync(store, "segments/7/2", 100_000);
        await CreateAsync(store, "snapshots/0001/a", 70_000);
        await CreateAsync(store, "snapshots/0001/b", 10);
        await Task.WhenAll(Enumerable.Range(2, 4).Select(i => CreateAsync(store, $"journal/{i}", 50 + i)));
        await DeleteAsync(store, ["snapshots/0001/a", "snapshots/0001/b"]);
        await CreateAsync(store, "snapshots/0001/c", 30);
        await CreateAsync(store, "journal/1", 50);
    }

    /// <summary>Returns what is wrong with the store's present content; empty if nothing is.</summary>
    internal async Task<List<string>> FaultsOfAsync(IObjectStore store)
    {
        List<string> faults = [];
        var found = await ReadAllAsync(store);
        foreach (var (key, content) in Promised)
        {
            if (!found.TryGetValue(key, out var actual) || !actual.SequenceEqual(content))
            {
                faults.Add($"{key} was promised and is lost");
            }
        }

        foreach (var (key, content) in found)
        {
            if (!_asked.TryGetValue(key, out var asked) || !asked.SequenceEqual(content))
            {
                faults.Add($"{key} is torn");
            }
        }

        return faults;
    }

    internal static async Task<Dictionary<string, byte[]>> ReadAllAsync(IObjectStore store)
    {
        Dictionary<string, byte[]> found = [];
        foreach (var stat in await store.ListAsync("", "", 1000, TestContext.Current.CancellationToken))
        {
            var content = new byte[stat.Size];
            var read = await store.ReadAsync(stat.Key, 0, content, TestContext.Current.CancellationToken);
            Assert.Equal(new ReadOutcome(true, content.Length), read);
            found.Add(stat.Key, content);
        }

        return found;
    }

    private async Task CreateAsync(IObjectStore store, string key, int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        lock (_asked)
        {
            _asked[key] = content;
        }

        await store.CreateAsync(key, content, TestContext.Current.CancellationToken);
        lock (Promised)
        {
            Promised[key] = content;
        }
    }

    private async Task DeleteAsync(IObjectStore store, string[] keys)
    {
        foreach (var key in keys)
        {
            Promised.Remove(key);
        }

        await store.DeleteAsync(keys, TestContext.Current.CancellationToken);
    }
}
