namespace Garam.ClientTests.Support;

/// <summary>
/// Starts the server under test: one process of Garam on a directory, several on a bucket where GARAM_TEST_STORE names one, or Apache Kafka
/// where GARAM_TEST_TARGET=kafka asks for it. The last is how the tests themselves are tested: what fails against both is the test's fault.
/// </summary>
public static class TestCluster
{
    private static readonly string? s_store = Environment.GetEnvironmentVariable("GARAM_TEST_STORE");

    public static bool IsKafka { get; } = Environment.GetEnvironmentVariable("GARAM_TEST_TARGET") == "kafka";

    /// <param name="settings">Flags of <c>garam serve</c> or <c>garam agent</c>; Kafka takes none of them.</param>
    public static async Task<ITestCluster> StartAsync(params string[] settings)
    {
        if (IsKafka)
        {
            Assets.RequireKafka();
            return await KafkaProcess.StartAsync();
        }

        return s_store is null ? await GaramCluster.StartAsync(settings) : await AgentsOnBucket.StartAsync(s_store, settings);
    }
}
