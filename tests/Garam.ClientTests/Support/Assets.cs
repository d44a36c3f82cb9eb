namespace Garam.ClientTests.Support;

/// <summary>The folder with real logs and Apache Kafka that GARAM_TEST_ASSETS names, where there is one.</summary>
public static class Assets
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("GARAM_TEST_ASSETS");

    /// <summary>Real logs, or null.</summary>
    public static string? Logs { get; } = Existing("data", "loghub");

    /// <summary>Apache Kafka's program folder, or null.</summary>
    public static string? Kafka { get; } = Existing("peers", "kafka");

    public static void RequireKafka() =>
        Assert.SkipUnless(Kafka is not null, "Apache Kafka is not here: GARAM_TEST_ASSETS names no folder with peers/kafka.");

    private static string? Existing(params string[] path)
    {
        if (Folder is null)
        {
            return null;
        }

        var folder = Path.Combine([Folder, .. path]);
        return Directory.Exists(folder) ? folder : null;
    }
}
