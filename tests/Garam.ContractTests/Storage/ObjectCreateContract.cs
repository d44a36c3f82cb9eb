using System.Globalization;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.ContractTests.Storage;

/// <summary>One create gives an object its name, and the content stays.</summary>
public abstract class ObjectCreateContract(StoreUnderTest store) : ObjectStoreContract(store)
{
    [Fact]
    public async Task A_created_object_is_read_back()
    {
        Assert.Equal(PutOutcome.Created, await Store.CreateAsync("a/b", Bytes("hello"), Cancellation));

        Assert.Equal("hello", await ReadTextAsync("a/b", 0, 100));
        await AssertSizeAsync("a/b", 5);
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

    /// <summary>
    /// The data path reuses the memory of a segment as soon as its create has ended, whatever ended it. A store that still read it would
    /// write another segment's bytes under this one's name.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task A_buffer_is_not_looked_at_once_its_create_has_ended_also_by_cancellation(int endedBefore)
    {
        const int Length = 200_000;
        var lent = Enumerable.Range(0, 40).Select(i => new LentMemory(Filled(Length, seed: i))).ToArray();
        using var cancelled = new CancellationTokenSource();
        var ended = 0;
        await Task.WhenAll(Enumerable.Range(0, lent.Length).Select(async i =>
        {
            try
            {
                await Store.CreateAsync($"lent/{i:D2}", lent[i].Memory, cancelled.Token);
            }
            catch (OperationCanceledException)
            {
            }
            finally
            {
                lent[i].TakeBack();
            }

            if (Interlocked.Increment(ref ended) == endedBefore)
            {
                cancelled.Cancel();
            }
        }));

        // What a store does behind its answers it has done when it is disposed of; a create that comes after all of them is what can be
        // waited for.
        await Store.CreateAsync("lent/after", Filled(Length, seed: 99), Cancellation);
        Assert.DoesNotContain(lent, memory => memory.IsUsedAfterwards);
        foreach (var stat in await Store.ListAsync("lent/", "", lent.Length, Cancellation))
        {
            var seed = stat.Key == "lent/after" ? 99 : int.Parse(stat.Key["lent/".Length..], CultureInfo.InvariantCulture);
            Assert.Equal(Filled(Length, seed), await ReadAllAsync(stat.Key));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task What_lies_under_a_key_is_told_apart_from_other_content(int length)
    {
        var mine = Filled(length, seed: 1);
        await Store.CreateAsync("a/mine", mine, Cancellation);

        Assert.True(await StoredContent.IsAsync(Store, "a/mine", mine, Cancellation));
        Assert.False(await StoredContent.IsAsync(Store, "a/mine", Filled(length + 1, seed: 1), Cancellation));
        Assert.False(await StoredContent.IsAsync(Store, "a/none", mine, Cancellation));
        Assert.Equal(length == 0, await StoredContent.IsAsync(Store, "a/mine", Filled(length, seed: 2), Cancellation));
    }

    private static async Task RefusedAsync(Func<Task> call) =>
        Assert.Equal(ErrorKind.Invalid, (await Assert.ThrowsAsync<GaramException>(call)).Kind);
}

public sealed class MemoryObjectCreateTests() : ObjectCreateContract(new MemoryStore());

public sealed class LatencyObjectCreateTests() : ObjectCreateContract(new LateStore());

public sealed class WrappedObjectCreateTests() : ObjectCreateContract(new WrappedStore());

public sealed class DirectoryObjectCreateTests() : ObjectCreateContract(new DirectoryStore(directIo: true, unnamedFiles: true));

public sealed class BufferedDirectoryObjectCreateTests() : ObjectCreateContract(new DirectoryStore(directIo: false, unnamedFiles: true));

public sealed class NamedFilesDirectoryObjectCreateTests() : ObjectCreateContract(new DirectoryStore(directIo: true, unnamedFiles: false));

public sealed class ReadOnlyDirectoryObjectCreateTests() : ObjectCreateContract(new WatchedDirectoryStore());
