namespace Garam.ClientTests.Support;

/// <summary>Java with Kafka's own classes.</summary>
public static class JavaProgram
{
    /// <summary>One of Kafka's own Java classes or a source file of ours that uses them.</summary>
    public static IReadOnlyList<string> Command(string source) =>
    [
        "java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", $"-Dlog4j2.configurationFile={Assets.Kafka}/config/log4j2.yaml",
        "-cp", $"{Assets.Kafka}/libs/*", Path.Combine(Repository.Clients, source),
    ];

    public static string? Missing() =>
        Assets.Kafka is null ? "Kafka's Java client is not here: GARAM_TEST_ASSETS names no folder with peers/kafka."
        : Tool.IsInstalled("javac") ? null
        : "No Java development kit on the PATH.";
}
