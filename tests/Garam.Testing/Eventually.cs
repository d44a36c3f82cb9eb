namespace Garam.Testing;

/// <summary>Waits for what another process or thread does, which nothing here can be told of.</summary>
public static class Eventually
{
    /// <summary>Longer than anything under test takes on a busy machine; only a failing test waits so long.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(Func<bool> condition, string expected) => TrueAsync(() => Task.FromResult(condition()), () => expected);

    public static Task TrueAsync(Func<Task<bool>> condition, string expected) => TrueAsync(condition, () => expected);

    /// <param name="expected">For the message of a failure: what did not come about.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> expected)
    {
        using var bound = new CancellationTokenSource(Bound, TimeProvider.System);
        while (!await condition())
        {
            if (bound.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {Bound}: {expected()}");
            }

            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
