using System.Text;
using Garam.Storage;

namespace Garam.ContractTests.Storage;

/// <summary>The promises of every object store. Proves that callers need not know which one they have.</summary>
public abstract class ObjectStoreContract(StoreUnderTest store) : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected IObjectStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await store.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        // Null where the test was skipped, because the store is not to be had.
        await (Store?.DisposeAsync() ?? ValueTask.CompletedTask);
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    protected static byte[] Filled(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    protected async Task<string> ReadTextAsync(string key, long position, int length)
    {
        var buffer = new byte[length];
        var outcome = await Store.ReadAsync(key, position, buffer, Cancellation);
        Assert.True(outcome.Found);
        return Encoding.ASCII.GetString(buffer, 0, outcome.BytesRead);
    }

    protected async Task AssertSizeAsync(string key, long size)
    {
        var stat = await Store.StatAsync(key, Cancellation);
        Assert.Equal((key, size), (stat?.Key, stat?.Size));
    }

    protected async Task<byte[]> ReadAllAsync(string key)
    {
        var stat = await Store.StatAsync(key, Cancellation);
        var buffer = new byte[stat!.Value.Size];
        Assert.Equal(new ReadOutcome(true, buffer.Length), await Store.ReadAsync(key, 0, buffer, Cancellation));
        return buffer;
    }

    protected async Task<IEnumerable<string>> ListAsync(string prefix, string startAfter) =>
        (await Store.ListAsync(prefix, startAfter, 1000, Cancellation)).Select(stat => stat.Key);
}
