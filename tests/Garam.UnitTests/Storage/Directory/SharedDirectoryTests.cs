using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>Two stores share one directory of the real file system, as two processes do, and see the same objects at once.</summary>
public sealed class SharedDirectoryTests : IAsyncLifetime
{
    private readonly DirectoryInfo _root = System.IO.Directory.CreateTempSubdirectory("garam-shared-");
    private readonly DirectoryObjectStore _one;
    private readonly DirectoryObjectStore _other;

    public SharedDirectoryTests() => (_one, _other) = (Open(), Open());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task Of_two_racing_creates_exactly_one_wins_and_both_read_its_content(int length)
    {
        for (var round = 0; round < 200; round++)
        {
            var key = $"race/{round:D3}";
            var contents = new[] { Filled(length, 1), Filled(length, 2) };
            var outcomes = await Task.WhenAll(
                Task.Run(async () => await _one.CreateAsync(key, contents[0], Cancellation), Cancellation),
                Task.Run(async () => await _other.CreateAsync(key, contents[1], Cancellation), Cancellation));

            var winner = Assert.Single(Enumerable.Range(0, 2), i => outcomes[i] == PutOutcome.Created);
            Assert.Equal(PutOutcome.AlreadyExists, outcomes[1 - winner]);
            Assert.Equal(contents[winner], await ReadAsync(_one, key));
            Assert.Equal(contents[winner], await ReadAsync(_other, key));
        }
    }

    [Fact]
    public async Task Objects_of_one_store_are_listed_read_and_deleted_by_the_other()
    {
        await _one.CreateAsync("a/1", new byte[10], Cancellation);

        Assert.Equal([new ObjectStat("a/1", 10)], await _other.ListAsync("", "", 10, Cancellation));
        Assert.Equal(new ObjectStat("a/1", 10), await _other.StatAsync("a/1", Cancellation));
        Assert.Equal(new byte[10], await ReadAsync(_other, "a/1"));

        await _other.DeleteAsync(["a/1"], Cancellation);

        Assert.Empty(await _one.ListAsync("", "", 10, Cancellation));
        Assert.Null(await _one.StatAsync("a/1", Cancellation));
        Assert.Equal(PutOutcome.Created, await _one.CreateAsync("a/1", new byte[1], Cancellation));
    }

    /// <summary>The folder is larger than the smallest one whose names a store with one owner keeps between pages.</summary>
    [Fact]
    public async Task A_page_shows_what_the_other_store_created_and_deleted_since_the_page_before()
    {
        const int Page = 100;
        await CreateAllAsync(Enumerable.Range(0, 1_200).Select(i => Key(2 * i)));

        var first = await _one.ListAsync("l/", "", Page, Cancellation);
        await _other.CreateAsync(Key((2 * Page) + 1), new byte[1], Cancellation);
        await _other.DeleteAsync([Key((2 * Page) + 2)], Cancellation);
        var second = await _one.ListAsync("l/", first[^1].Key, 3, Cancellation);

        Assert.Equal(Enumerable.Range(0, Page).Select(i => Key(2 * i)), first.Select(stat => stat.Key));
        Assert.Equal([Key(2 * Page), Key((2 * Page) + 1), Key((2 * Page) + 4)], second.Select(stat => stat.Key));
    }

    [Fact]
    public async Task Pages_stay_complete_and_in_order_while_the_other_store_creates()
    {
        var before = Enumerable.Range(0, 1_500).Select(i => Key(2 * i)).ToList();
        await CreateAllAsync(before);
        using var listed = new CancellationTokenSource();
        var created = Task.Run(
            async () =>
            {
                for (var i = 0; i < 1_500 && !listed.IsCancellationRequested; i++)
                {
                    await _other.CreateAsync(Key((2 * i) + 1), new byte[1], Cancellation);
                }
            },
            Cancellation);

        for (var round = 0; round < 5; round++)
        {
            var found = await ListAllAsync(70);
            Assert.Equal(found.Order(StringComparer.Ordinal).Distinct(), found);
            Assert.Empty(before.Except(found));
        }

        await listed.CancelAsync();
        await created;
    }

    [Theory]
    [InlineData("s/1")]
    [InlineData("s/1/2/3")]
    public async Task Creates_survive_the_removal_of_their_folders_by_the_other_store(string folder)
    {
        await Task.WhenAll(ChurnAsync(_one, folder + "/one"), ChurnAsync(_other, folder + "/other"));

        Assert.Empty(await _one.ListAsync("", "", 10, Cancellation));
    }

    [Fact]
    public async Task A_folder_that_the_other_store_removed_with_those_above_it_is_made_again()
    {
        await _one.CreateAsync("s/1/2/a", new byte[1], Cancellation);
        await _other.DeleteAsync(["s/1/2/a"], Cancellation);
        Assert.False(System.IO.Directory.Exists(Path.Combine(_root.FullName, "s/1")));

        Assert.Equal(PutOutcome.Created, await _one.CreateAsync("s/1/2/a", new byte[1], Cancellation));
    }

    [Fact]
    public async Task Stores_open_while_others_write()
    {
        using var opened = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                while (!opened.IsCancellationRequested)
                {
                    await _one.CreateAsync("s/1/2/a", new byte[1], Cancellation);
                    await _one.DeleteAsync(["s/1/2/a"], Cancellation);
                }
            },
            Cancellation);
        for (var i = 0; i < 30; i++)
        {
            await using var store = Open();
        }

        await opened.CancelAsync();
        await writing;
    }

    private static string Key(int number) => $"l/{number:D6}";

    private static byte[] Filled(int length, byte value)
    {
        var content = new byte[length];
        content.AsSpan().Fill(value);
        return content;
    }

    private static async Task ChurnAsync(DirectoryObjectStore store, string key)
    {
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(PutOutcome.Created, await store.CreateAsync(key, new byte[] { (byte)i }, Cancellation));
            Assert.Equal([(byte)i], await ReadAsync(store, key));
            await store.DeleteAsync([key], Cancellation);
        }
    }

    private static async Task<byte[]> ReadAsync(IObjectStore store, string key)
    {
        var content = new byte[250_000];
        var outcome = await store.ReadAsync(key, 0, content, Cancellation);
        Assert.True(outcome.Found);
        return content[..outcome.BytesRead];
    }

    private async Task CreateAllAsync(IEnumerable<string> keys)
    {
        foreach (var chunk in keys.Chunk(500))
        {
            await Task.WhenAll(chunk.Select(key => _other.CreateAsync(key, new byte[1], Cancellation).AsTask()));
        }
    }

    private async Task<List<string>> ListAllAsync(int limit)
    {
        List<string> found = [];
        IReadOnlyList<ObjectStat> page;
        do
        {
            page = await _one.ListAsync("l/", found.Count == 0 ? "" : found[^1], limit, Cancellation);
            found.AddRange(page.Select(stat => stat.Key));
        }
        while (page.Count == limit);

        return found;
    }

    private DirectoryObjectStore Open() => DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = _root.FullName, IsShared = true }, NullLogger<DirectoryObjectStore>.Instance);
}
