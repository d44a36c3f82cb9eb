using System.Text;
using Garam.Storage.Errors;
using Garam.Storage.Format;
using Garam.Storage.Memory;

namespace Garam.UnitTests.Storage.Format;

public sealed class StoreFormatTests : IAsyncDisposable
{
    private readonly MemoryObjectStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task An_empty_store_is_marked_and_opens_again()
    {
        await OpenAsync();
        await OpenAsync();

        Assert.Equal([StoreFormat.Key], (await _store.ListAsync("", "", 10, Cancellation)).Select(stat => stat.Key));
    }

    [Fact]
    public async Task The_first_format_opens_for_ever()
    {
        await MarkAsync("garam store 1\n");

        await OpenAsync();
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_by_name()
    {
        await MarkAsync("garam store 2\n");

        var fault = await Assert.ThrowsAsync<GaramException>(OpenAsync);

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains("format 2", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garam store ")]
    [InlineData("garam store 1")]
    [InlineData("garam store 0\n")]
    [InlineData("garam store -1\n")]
    [InlineData("garam store 99999999999\n")]
    [InlineData("something else\n")]
    public async Task A_damaged_marker_is_corrupt(string marker)
    {
        await MarkAsync(marker);

        Assert.Equal(ErrorKind.Corrupt, (await Assert.ThrowsAsync<GaramException>(OpenAsync)).Kind);
    }

    [Fact]
    public async Task A_place_with_objects_of_somebody_else_is_refused()
    {
        await _store.CreateAsync("photos/1.jpg", new byte[10], Cancellation);

        var fault = await Assert.ThrowsAsync<GaramException>(OpenAsync);

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains("photos/1.jpg", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_broken_off_probe_left_does_not_matter()
    {
        await _store.CreateAsync("garam/probe-0000-race", new byte[10], Cancellation);

        await OpenAsync();

        Assert.NotNull(await _store.StatAsync(StoreFormat.Key, Cancellation));
    }

    private async Task OpenAsync() => await StoreFormat.OpenAsync(_store, new Random(1), Cancellation);

    private async Task MarkAsync(string marker) =>
        await _store.CreateAsync(StoreFormat.Key, Encoding.ASCII.GetBytes(marker), Cancellation);
}
