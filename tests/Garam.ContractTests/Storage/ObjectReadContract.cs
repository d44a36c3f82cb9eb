using Garam.Storage;

namespace Garam.ContractTests.Storage;

/// <summary>Reads return the right bytes, whatever the length, place and alignment.</summary>
public abstract class ObjectReadContract(StoreUnderTest store) : ObjectStoreContract(store)
{
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
        await AssertSizeAsync("a/empty", 0);
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
    public async Task An_object_of_64_MiB_is_read_in_pieces_at_a_time()
    {
        const int Piece = 8 << 20;
        var content = Filled(8 * Piece, seed: 64);

        Assert.Equal(PutOutcome.Created, await Store.CreateAsync("a/large", content, Cancellation));

        var read = new byte[content.Length];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => Assert.Equal(
            new ReadOutcome(true, Piece),
            await Store.ReadAsync("a/large", i * Piece, read.AsMemory(i * Piece, Piece), Cancellation))));
        Assert.True(content.AsSpan().SequenceEqual(read));
        await AssertSizeAsync("a/large", content.Length);
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
}

public sealed class MemoryObjectReadTests() : ObjectReadContract(new MemoryStore());

public sealed class LatencyObjectReadTests() : ObjectReadContract(new LateStore());

public sealed class WrappedObjectReadTests() : ObjectReadContract(new WrappedStore());

public sealed class DirectoryObjectReadTests() : ObjectReadContract(new DirectoryStore(directIo: true, unnamedFiles: true));

public sealed class BufferedDirectoryObjectReadTests() : ObjectReadContract(new DirectoryStore(directIo: false, unnamedFiles: true));

public sealed class NamedFilesDirectoryObjectReadTests() : ObjectReadContract(new DirectoryStore(directIo: true, unnamedFiles: false));

public sealed class ReadOnlyDirectoryObjectReadTests() : ObjectReadContract(new WatchedDirectoryStore());
