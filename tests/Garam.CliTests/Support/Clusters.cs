using Garam.CliTests.Support;

[assembly: AssemblyFixture(typeof(Clusters))]

namespace Garam.CliTests.Support;

/// <summary>
/// One server of each kind for all tests, started when the first test asks: Kafka takes seconds. Tests keep apart by the names of
/// their topics and groups. Owns the processes.
/// </summary>
public sealed class Clusters : IAsyncDisposable
{
    private readonly Lazy<Task<ServerProcess>> _garam = new(() => ServerProcess.StartAsync());
    private readonly Lazy<Task<KafkaProcess>> _kafka = new(() => KafkaProcess.StartAsync());

    /// <summary>HOST:PORT. Skips the test where Kafka is asked for and is not here.</summary>
    public async Task<string> BrokersAsync(ClusterKind kind)
    {
        if (kind == ClusterKind.Garam)
        {
            return (await _garam.Value).Kafka;
        }

        Assets.RequireKafka();
        return (await _kafka.Value).Bootstrap;
    }

    /// <summary>The program with this cluster as its default.</summary>
    public async Task<GaramProgram> ProgramAsync(ClusterKind kind) => new(("GARAM_BROKERS", await BrokersAsync(kind)));

    public async ValueTask DisposeAsync()
    {
        if (_garam.IsValueCreated)
        {
            await (await _garam.Value).DisposeAsync();
        }

        if (_kafka.IsValueCreated)
        {
            await (await _kafka.Value).DisposeAsync();
        }
    }
}
