using Garam.Storage.Errors;
using Garam.Storage.Format;
using Garam.Storage.Memory;

namespace Garam.UnitTests.Storage.Format;

public sealed class ObjectStoreProbeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_keeps_its_promise_passes_and_is_left_clean()
    {
        var store = new MemoryObjectStore();

        await new ObjectStoreProbe(store, new Random(1)).RunAsync(Cancellation);

        Assert.Empty(await store.ListAsync("", "", 10, Cancellation));
    }

    [Theory]
    [InlineData(Promise.BrokenAlways)]
    [InlineData(Promise.BrokenInRaces)]
    [InlineData(Promise.NobodyWins)]
    [InlineData(Promise.LoserOverwrites)]
    public async Task A_store_that_breaks_its_promise_is_refused(Promise promise)
    {
        var store = new CarelessStore(promise);

        var fault = await Assert.ThrowsAsync<GaramException>(
            async () => await new ObjectStoreProbe(store, new Random(1)).RunAsync(Cancellation));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains("cannot be used", fault.Message, StringComparison.Ordinal);
    }
}
