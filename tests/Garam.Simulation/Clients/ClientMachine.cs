using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Peers;
using Garam.Protocol;
using Garam.Simulation.Machines;
using Garam.Simulation.Scheduling;
using Garam.Transport.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Simulation.Clients;

/// <summary>A process that runs one client program.</summary>
internal sealed class ClientMachine
{
    private readonly ProcessTransport _transport;

    public ClientMachine(SimulatedScheduler scheduler, string name, ITransport network, int seed)
    {
        Process = scheduler.NewProcess(name);
        Random = new Random(seed);
        _transport = new ProcessTransport(network);
        Process.OnKilled(_transport.Close);
    }

    public SimulatedProcess Process { get; }

    public Random Random { get; }

    public TimeProvider Time => Process.Time;

    private KafkaConnectionOptions Connecting => new() { ClientId = Process.Name, RequestTimeout = TimeSpan.FromSeconds(15) };

    /// <summary>For programs that want to misbehave: nothing is done for them.</summary>
    public ValueTask<KafkaConnection> ConnectAsync() =>
        KafkaConnection.ConnectAsync(_transport, "garam", NodeLife.Port, Connecting, Process.Time, CancellationToken.None);

    public ClusterClient NewClient() => new(
        new ClusterClientOptions
        {
            Bootstrap = [new HostPort("garam", NodeLife.Port)],
            Connection = Connecting,
            MetadataAgeMax = TimeSpan.FromSeconds(10),
            OperationTimeout = TimeSpan.FromMinutes(5),
        },
        _transport,
        Process.Time,
        new Random(Random.Next()));

    /// <summary>For an operator's calls to an agent. The caller disposes it.</summary>
    /// <param name="place">The agent's place among the others.</param>
    /// <param name="key">The cluster's, which whoever may read the store has.</param>
    public PeerClient NewPeerClient(int place, ClusterKey key) => new(
        new HostPort("garam", NodeLife.Port + NodeLife.InternalPorts + place),
        _transport,
        key,
        new PeerClientOptions { ConnectTimeout = TimeSpan.FromSeconds(2), CallTimeout = TimeSpan.FromSeconds(2) },
        new Random(Random.Next()),
        Time,
        NullLogger<PeerClient>.Instance);

    /// <summary>Runs the program; a fault that it does not expect ends the run.</summary>
    public Task RunAsync(Func<Task> program) => Process.StartAsync(async () =>
    {
        try
        {
            await program();
        }
        catch (Exception fault)
        {
            Process.Fail($"{fault.GetType().Name}: {fault.Message}", fault);
            throw;
        }
    });

    /// <summary>Exponentially distributed, so that calls come in bursts.</summary>
    public Task ThinkAsync(TimeSpan mean) => Task.Delay(mean * -Math.Log(1 - Random.NextDouble()), Time);
}
