namespace Garam.ClientTests.Support;

/// <summary>
/// Starts the server under test: Garam, or Apache Kafka where GARAM_TEST_TARGET=kafka asks for it. The second is how the tests themselves
/// are tested: what fails against both is the test's fault.
/// </summary>
public static class TestCluster
{
    public static bool IsKafka { get; } = Environment.GetEnvironmentVariable("GARAM_TEST_TARGET") == "kafka";

    /// <param name="settings">Flags of <c>garam serve</c>; Kafka takes none of them.</param>
    public static async Task<ITestCluster> StartAsync(params string[] settings)
    {
        if (IsKafka)
        {
            Assets.RequireKafka();
            return await KafkaProcess.StartAsync();
        }

        return await GaramCluster.StartAsync(settings);
    }
}
