namespace Garam.FaultTests.Support;

/// <summary>Waits for what another process does, which nothing here can be told of.</summary>
public static class Eventually
{
    /// <summary>Longer than anything under test takes on a busy machine; only a failing test waits so long.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(Func<bool> condition, string expected) => TrueAsync(() => Task.FromResult(condition()), () => expected);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> expected)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await condition())
        {
            if (bound.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {Bound}: {expected()}");
            }

            await Task.Delay(Step, TestContext.Current.CancellationToken);
        }
    }
}
