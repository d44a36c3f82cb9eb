using System.Text;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.ContractTests.Storage;

/// <summary>What every object store promises. Proves that callers need not know which one they have.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private IObjectStore? _store;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IObjectStore Store => _store!;

    public ValueTask InitializeAsync()
    {
        _store = CreateStore();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_created_object_is_read_back()
    {
        Assert.Equal(PutOutcome.Created, await Store.CreateAsync("a/b", Bytes("hello"), Cancellation));

        Assert.Equal("hello", await ReadTextAsync("a/b", 0, 100));
        Assert.Equal(new ObjectStat("a/b", 5), await Store.StatAsync("a/b", Cancellation));
    }

    [Fact]
    public async Task A_second_create_is_refused_and_changes_nothing()
    {
        await Store.CreateAsync("a/b", Bytes("first"), Cancellation);

        Assert.Equal(PutOutcome.AlreadyExists, await Store.CreateAsync("a/b", Bytes("second"), Cancellation));
        Assert.Equal("first", await ReadTextAsync("a/b", 0, 100));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task Of_fifty_racing_creates_exactly_one_wins_and_its_content_stays(int length)
    {
        var contents = Enumerable.Range(0, 50).Select(i => Filled(length, seed: i)).ToArray();

        var outcomes = await Task.WhenAll(contents.Select(content => Task.Run(
            async () => await Store.CreateAsync("race/key", content, Cancellation), Cancellation)));

        var winner = Assert.Single(Enumerable.Range(0, 50), i => outcomes[i] == PutOutcome.Created);
        Assert.Equal(contents[winner], await ReadAllAsync("race/key"));
    }

    [Fact]
    public async Task Racing_creates_of_different_keys_in_a_new_folder_all_win()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            async () => await Store.CreateAsync($"new/folder-{i % 3}/{i}", Bytes($"{i}"), Cancellation), Cancellation)));

        Assert.All(outcomes, outcome => Assert.Equal(PutOutcome.Created, outcome));
        Assert.Equal(50, (await Store.ListAsync("new/", "", 100, Cancellation)).Count);
    }

    [Theory]
    [InlineData(0, 5, "01234")]
    [InlineData(3, 4, "3456")]
    [InlineData(8, 100, "89")]
    [InlineData(10, 5, "")]
    [InlineData(11, 5, "")]
    [InlineData(long.MaxValue - 10, 5, "")]
    [InlineData(4, 0, "")]
    public async Task Ranges_end_with_the_object(long position, int length, string expected)
    {
        await Store.CreateAsync("a/digits", Bytes("0123456789"), Cancellation);

        Assert.Equal(expected, await ReadTextAsync("a/digits", position, length));
    }

    [Fact]
    public async Task An_empty_object_exists()
    {
        await Store.CreateAsync("a/empty", ReadOnlyMemory<byte>.Empty, Cancellation);

        Assert.Equal(new ReadOutcome(true, 0), await Store.ReadAsync("a/empty", 0, new byte[10], Cancellation));
        Assert.Equal(new ObjectStat("a/empty", 0), await Store.StatAsync("a/empty", Cancellation));
    }

    [Fact]
    public async Task A_missing_object_is_a_value_not_a_fault()
    {
        await Store.CreateAsync("a/file", Bytes("x"), Cancellation);

        foreach (var key in (string[])["a/b", "no/such/folder", "a/file/below"])
        {
            Assert.Equal(ReadOutcome.Missing, await Store.ReadAsync(key, 0, new byte[10], Cancellation));
            Assert.Null(await Store.StatAsync(key, Cancellation));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(9_000_001)]
    public async Task Content_of_any_length_survives_unaligned(int length)
    {
        var content = Filled(length + 1, seed: length);

        await Store.CreateAsync("a/any", content.AsMemory(1), Cancellation);

        Assert.Equal(content[1..], await ReadAllAsync("a/any"));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(81_920)]
    [InlineData(8 * 1024 * 1024)]
    public async Task Aligned_content_survives(int length)
    {
        using var written = new AlignedMemory(length);
        using var read = new AlignedMemory(length + 4096);
        Filled(length, seed: 5).CopyTo(written.Memory);

        Assert.Equal(PutOutcome.Created, await Store.CreateAsync("a/aligned", written.Memory, Cancellation));

        var whole = await Store.ReadAsync("a/aligned", 0, read.Memory, Cancellation);
        Assert.Equal(new ReadOutcome(true, length), whole);
        Assert.True(written.Memory.Span.SequenceEqual(read.Memory.Span[..length]));
        var tail = await Store.ReadAsync("a/aligned", length - 4096, read.Memory[..8192], Cancellation);
        Assert.Equal(new ReadOutcome(true, 4096), tail);
        Assert.True(written.Memory.Span[^4096..].SequenceEqual(read.Memory.Span[..4096]));
    }

    [Fact]
    public async Task An_aligned_read_of_an_object_of_odd_length_ends_with_it()
    {
        var content = Filled(10_000, seed: 3);
        using var read = new AlignedMemory(16_384);
        await Store.CreateAsync("a/odd", content, Cancellation);

        var outcome = await Store.ReadAsync("a/odd", 4096, read.Memory, Cancellation);

        Assert.Equal(new ReadOutcome(true, 10_000 - 4096), outcome);
        Assert.True(content.AsSpan(4096).SequenceEqual(read.Memory.Span[..outcome.BytesRead]));
    }

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

    [Fact]
    public async Task Deleting_is_idempotent_and_frees_the_key()
    {
        await Store.CreateAsync("d/x/1", Bytes("1"), Cancellation);
        await Store.CreateAsync("d/x/2", Bytes("2"), Cancellation);

        await Store.DeleteAsync(["d/x/1", "d/none", "other/none"], Cancellation);
        await Store.DeleteAsync(["d/x/1"], Cancellation);

        Assert.Null(await Store.StatAsync("d/x/1", Cancellation));
        Assert.Equal(["d/x/2"], await ListAsync("", ""));
        Assert.Equal(PutOutcome.Created, await Store.CreateAsync("d/x/1", Bytes("again"), Cancellation));
    }

    [Fact]
    public async Task A_folder_whose_last_object_was_deleted_can_be_used_again()
    {
        for (var round = 0; round < 3; round++)
        {
            await Store.CreateAsync("s/0001/a", Bytes("1"), Cancellation);
            await Store.DeleteAsync(["s/0001/a"], Cancellation);
        }

        Assert.Equal(PutOutcome.Created, await Store.CreateAsync("s/0001/b", Bytes("2"), Cancellation));
        Assert.Equal(["s/0001/b"], await ListAsync("s/", ""));
    }

    [Fact]
    public async Task Creating_beside_deletions_of_the_same_folder_loses_nothing()
    {
        var churn = Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    await Store.CreateAsync($"c/d/{i}", Bytes("x"), Cancellation);
                    await Store.DeleteAsync([$"c/d/{i}"], Cancellation);
                }
            },
            Cancellation);
        for (var i = 0; i < 100; i++)
        {
            await Store.CreateAsync("c/d/mine", Bytes("y"), Cancellation);
            Assert.Equal("y", await ReadTextAsync("c/d/mine", 0, 10));
            await Store.DeleteAsync(["c/d/mine"], Cancellation);
        }

        await churn;
        Assert.Empty(await ListAsync("c/", ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData(".hidden/a")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("가람")]
    [InlineData("lock")]
    [InlineData("lock/a")]
    public async Task A_key_that_is_no_key_is_refused_everywhere(string key)
    {
        await RefusedAsync(async () => await Store.CreateAsync(key, Bytes("x"), Cancellation));
        await RefusedAsync(async () => await Store.ReadAsync(key, 0, new byte[1], Cancellation));
        await RefusedAsync(async () => await Store.StatAsync(key, Cancellation));
        await RefusedAsync(async () => await Store.DeleteAsync([key], Cancellation));
        Assert.Empty(await ListAsync("", ""));
    }

    [Fact]
    public async Task A_key_with_a_part_that_is_too_long_is_refused()
    {
        await RefusedAsync(async () => await Store.CreateAsync("a/" + new string('x', 256), Bytes("x"), Cancellation));
        Assert.Equal(
            PutOutcome.Created, await Store.CreateAsync("a/" + new string('x', 255), Bytes("x"), Cancellation));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_beforehand_does_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Store.CreateAsync("a/1", Bytes("x"), Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.CreateAsync("a/2", Bytes("x"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ReadAsync("a/1", 0, new byte[1], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.DeleteAsync(["a/1"], cancelled));

        Assert.Equal(["a/1"], await ListAsync("", ""));
    }

    protected abstract IObjectStore CreateStore();

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Filled(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static async Task RefusedAsync(Func<Task> call) =>
        Assert.Equal(ErrorKind.Invalid, (await Assert.ThrowsAsync<GaramException>(call)).Kind);

    private async Task<string> ReadTextAsync(string key, long position, int length)
    {
        var buffer = new byte[length];
        var outcome = await Store.ReadAsync(key, position, buffer, Cancellation);
        Assert.True(outcome.Found);
        return Encoding.ASCII.GetString(buffer, 0, outcome.BytesRead);
    }

    private async Task<byte[]> ReadAllAsync(string key)
    {
        var stat = await Store.StatAsync(key, Cancellation);
        var buffer = new byte[stat!.Value.Size];
        Assert.Equal(new ReadOutcome(true, buffer.Length), await Store.ReadAsync(key, 0, buffer, Cancellation));
        return buffer;
    }

    private async Task<IEnumerable<string>> ListAsync(string prefix, string startAfter) =>
        (await Store.ListAsync(prefix, startAfter, 1000, Cancellation)).Select(stat => stat.Key);
}
