using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>A list of many pages reads its folder about once, and still shows what is there at each page.</summary>
public sealed class LongListTests : IAsyncLifetime
{
    private const int Objects = 5_000;
    private const int Page = 100;

    private readonly ForgetfulDisk _disk = new();
    private readonly CountingFolders _folders;
    private readonly DirectoryObjectStore _store;

    public LongListTests()
    {
        _folders = new CountingFolders(_disk);
        _store = new DirectoryObjectStore(
            ForgetfulDisk.Root, new DirectoryStoreOptions { Root = ForgetfulDisk.Root, QueueLengthMax = Objects },
            new FileSystemPort(_disk, _folders), NullLogger.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, Objects).Select(i => _store.CreateAsync(Key(2 * i), new byte[1], Cancellation).AsTask()));
        _folders.Lists = 0;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Fifty_pages_read_the_folder_once()
    {
        var found = await ListAllAsync(static _ => ValueTask.CompletedTask);

        Assert.Equal(Enumerable.Range(0, Objects).Select(i => Key(2 * i)), found);
        Assert.InRange(_folders.Lists, 1, 2);
    }

    [Fact]
    public async Task What_is_created_between_pages_is_listed_and_what_is_deleted_is_not()
    {
        var found = await ListAllAsync(async last =>
        {
            if (last == Key(2 * ((10 * Page) - 1)))
            {
                await _store.CreateAsync(Key(4_001), new byte[1], Cancellation);
                await _store.CreateAsync(Key(1), new byte[1], Cancellation);
                await _store.CreateAsync(Key((2 * Objects) + 1), new byte[1], Cancellation);
                await _store.DeleteAsync([Key(5_000)], Cancellation);
            }
        });

        var expected = Enumerable.Range(0, Objects).Select(i => 2 * i)
            .Except([5_000]).Union([4_001, (2 * Objects) + 1]).Order().Select(Key);
        Assert.Equal(expected, found);
        Assert.InRange(_folders.Lists, 1, 2);
    }

    [Fact]
    public async Task A_list_that_begins_again_reads_the_folder_again()
    {
        await _store.ListAsync("segments/", "segments/", Page, Cancellation);
        await _store.CreateAsync(Key(1), new byte[1], Cancellation);

        Assert.Equal([Key(0), Key(1)], (await _store.ListAsync("segments/", "segments/", 2, Cancellation)).Select(stat => stat.Key));
        Assert.Equal([Key(2)], (await _store.ListAsync("segments/", Key(1), 1, Cancellation)).Select(stat => stat.Key));
    }

    [Fact]
    public async Task A_list_of_a_folder_reads_none_above_it()
    {
        await _store.CreateAsync("segments/7/1", new byte[1], Cancellation);
        await _store.CreateAsync("segments/7/2", new byte[1], Cancellation);

        Assert.Equal(["segments/7/2"], (await _store.ListAsync("segments/7/", "segments/7/1", 10, Cancellation)).Select(stat => stat.Key));
        Assert.Equal(["segments/7/1"], (await _store.ListAsync("segments/7/1", "", 10, Cancellation)).Select(stat => stat.Key));
        Assert.Empty(await _store.ListAsync("segments/8/", "", 10, Cancellation));
        Assert.Equal(0, _folders.Lists);
    }

    private static string Key(int number) => $"segments/{number:D8}";

    private async Task<List<string>> ListAllAsync(Func<string, ValueTask> onPage)
    {
        List<string> found = [];
        IReadOnlyList<ObjectStat> page;
        do
        {
            page = await _store.ListAsync("segments/", found.Count == 0 ? "segments/" : found[^1], Page, Cancellation);
            found.AddRange(page.Select(stat => stat.Key));
            await onPage(found[^1]);
        }
        while (page.Count == Page);

        return found;
    }
}
