using Garam.Storage.Errors;
using Garam.Storage.S3.Access;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Storage.S3;

public sealed class RenewedAccessKeysTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger<RenewedAccessKeys> _log = new();
    private Func<Task<IssuedKey>> _issue = () => throw new InvalidOperationException();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_key_is_fetched_while_the_last_one_serves()
    {
        var keys = Keys();
        _issue = () => Task.FromResult(KeyFor("first", s_minute));
        Assert.Equal("first", (await keys.CurrentAsync(Cancellation)).Id);

        var second = new TaskCompletionSource<IssuedKey>(TaskCreationOptions.RunContinuationsAsynchronously);
        _issue = () => second.Task;
        _time.Advance(s_minute / 2);
        Assert.Equal("first", (await keys.CurrentAsync(Cancellation)).Id);
        Assert.Equal("first", (await keys.CurrentAsync(Cancellation)).Id);

        // Once the first has expired, there is nothing but to wait.
        _time.Advance(s_minute / 2);
        var waiting = keys.CurrentAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        second.SetResult(KeyFor("second", s_minute));
        Assert.Equal("second", (await waiting).Id);
    }

    [Fact]
    public async Task An_issuer_that_fails_fails_no_request_while_the_last_key_is_valid()
    {
        var keys = Keys();
        _issue = () => Task.FromResult(KeyFor("first", s_minute));
        await keys.CurrentAsync(Cancellation);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _issue = () =>
        {
            asked.TrySetResult();
            throw new GaramException(ErrorKind.Unavailable, "the issuer is away");
        };

        _time.Advance(s_minute / 2);
        Assert.Equal("first", (await keys.CurrentAsync(Cancellation)).Id);
        await asked.Task;
        await Eventually.TrueAsync(
            () => _log.Lines.Any(line => line.Contains("could not be renewed", StringComparison.Ordinal)), "the fault is told");

        _time.Advance(s_minute / 2);
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await keys.CurrentAsync(Cancellation));
        Assert.Equal("the issuer is away", fault.Message);
    }

    [Fact]
    public async Task The_first_key_is_waited_for_by_everybody_at_once()
    {
        var keys = Keys();
        var first = new TaskCompletionSource<IssuedKey>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        _issue = () =>
        {
            Interlocked.Increment(ref asked);
            return first.Task;
        };

        var waiting = Enumerable.Range(0, 10).Select(_ => keys.CurrentAsync(Cancellation).AsTask()).ToArray();
        first.SetResult(KeyFor("first", null));

        Assert.All(await Task.WhenAll(waiting), key => Assert.Equal("first", key.Id));
        Assert.Equal(1, asked);
    }

    private RenewedAccessKeys Keys() => new(() => _issue(), _time, _log);

    private IssuedKey KeyFor(string id, TimeSpan? life) =>
        new(new AccessKey(id, "secret", null), life is { } left ? _time.GetUtcNow() + left : null);
}
