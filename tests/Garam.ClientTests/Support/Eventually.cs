namespace Garam.ClientTests.Support;

/// <summary>Waits for what others bring about.</summary>
internal static class Eventually
{
    /// <summary>Generous: the machine is busy, and only a failed test waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    public static Task IsTrueAsync(Func<bool> condition, string what) => IsTrueAsync(() => Task.FromResult(condition()), what);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, $"Not {what} within {Patience}.");
            await Task.Delay(Period, TestContext.Current.CancellationToken);
        }
    }
}
