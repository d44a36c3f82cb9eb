using Garam.Storage;

namespace Garam.ContractTests.Storage;

/// <summary>Lists hold the right objects, in order.</summary>
public abstract class ObjectListContract(StoreUnderTest store) : ObjectStoreContract(store)
{
    [Fact]
    public async Task Lists_are_in_ordinal_order_across_folders()
    {
        string[] keys = ["a/1", "a/B", "a/b", "a/b-c", "a/b.c/x", "a/bb", "a/c/d/e", "a/c/d-", "a-b", "a.b", "b", "Z/1"];
        foreach (var key in keys)
        {
            // A key may not be the folder of another one.
            await Store.CreateAsync(key, Bytes(key), Cancellation);
        }

        var found = await Store.ListAsync("", "", 100, Cancellation);

        Assert.Equal(keys.Order(StringComparer.Ordinal).Select(key => new ObjectStat(key, key.Length)), found);
    }

    [Fact]
    public async Task Lists_are_limited_to_the_prefix()
    {
        foreach (var key in (string[])["j/01", "j/02", "j/1", "journal/1", "k/0", "j-/x", "j/0/x"])
        {
            await Store.CreateAsync(key, Bytes("x"), Cancellation);
        }

        Assert.Equal(["j/0/x", "j/01", "j/02", "j/1"], await ListAsync("j/", ""));
        Assert.Equal(["j/0/x", "j/01", "j/02"], await ListAsync("j/0", ""));
        Assert.Equal(["j-/x", "j/0/x", "j/01", "j/02", "j/1", "journal/1"], await ListAsync("j", ""));
        Assert.Equal(["j/02", "j/1"], await ListAsync("j/", "j/01"));
        Assert.Equal(["j/1"], await ListAsync("j/", "j/05"));
        Assert.Equal(["k/0"], await ListAsync("k", "j/05"));
        Assert.Empty(await ListAsync("j/", "k"));
        Assert.Empty(await ListAsync("nothing/", ""));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_put_together_are_the_whole(int limit)
    {
        var keys = Enumerable.Range(0, 60).Select(i => $"p/{i % 7}/{i:D3}").Order(StringComparer.Ordinal).ToArray();
        foreach (var key in keys)
        {
            await Store.CreateAsync(key, Bytes(key), Cancellation);
        }

        List<string> found = [];
        IReadOnlyList<ObjectStat> page;
        do
        {
            page = await Store.ListAsync("p/", found.Count == 0 ? "" : found[^1], limit, Cancellation);
            Assert.True(page.Count <= limit);
            found.AddRange(page.Select(stat => stat.Key));
        }
        while (page.Count == limit);

        Assert.Equal(keys, found);
    }

    /// <summary>Floors, snapshots and the end of the journal rest on the last key, and stores answer in pages of a thousand.</summary>
    [Fact]
    public async Task Beyond_a_thousand_keys_order_start_and_end_are_the_same()
    {
        const int Count = 1200;
        var keys = Enumerable.Range(0, Count).Select(i => $"n/{i:D20}").ToArray();
        foreach (var some in keys.Chunk(64))
        {
            await Task.WhenAll(some.Select(async key => await Store.CreateAsync(key, Bytes("x"), Cancellation)));
        }

        Assert.Equal(keys, (await Store.ListAsync("n/", "", 5000, Cancellation)).Select(stat => stat.Key));
        Assert.Equal(keys[..1100], (await Store.ListAsync("n/", "", 1100, Cancellation)).Select(stat => stat.Key));
        Assert.Equal(keys[100..1101], (await Store.ListAsync("n/", keys[99], 1001, Cancellation)).Select(stat => stat.Key));
        Assert.Equal(keys[^1..], await ListAsync("n/", keys[^2]));
        Assert.Empty(await ListAsync("n/", keys[^1]));

        await Store.DeleteAsync([.. keys[..^3], "n/none"], Cancellation);

        Assert.Equal(keys[^3..], await ListAsync("", ""));
    }
}

public sealed class MemoryObjectListTests() : ObjectListContract(new MemoryStore());

public sealed class LatencyObjectListTests() : ObjectListContract(new LateStore());

public sealed class WrappedObjectListTests() : ObjectListContract(new WrappedStore());

public sealed class DirectoryObjectListTests() : ObjectListContract(new DirectoryStore(directIo: true, unnamedFiles: true));

public sealed class BufferedDirectoryObjectListTests() : ObjectListContract(new DirectoryStore(directIo: false, unnamedFiles: true));

public sealed class NamedFilesDirectoryObjectListTests() : ObjectListContract(new DirectoryStore(directIo: true, unnamedFiles: false));

public sealed class ReadOnlyDirectoryObjectListTests() : ObjectListContract(new WatchedDirectoryStore());
