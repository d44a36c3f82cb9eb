using Garam.Controller.Members;
using Garam.Metadata.Cluster;
using Garam.Peers;
using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Composition.Peering;

/// <summary>
/// The side of a node that other processes see: the internal listener, and the sessions of agents while this process leads. Owns the memory
/// for their requests.
/// </summary>
internal sealed class PeerPlane : IDisposable
{
    private readonly FrameAdmission _admission;
    private readonly FrameServer _server;
    private readonly AgentSessions _sessions;
    private readonly LifeWatch _life;
    private readonly SelfDescription _self;
    private readonly ControlPlane _control;

    public PeerPlane(NodeOptions node, NodePorts ports, ControlPlane control, PeerEntrance entrance)
    {
        var options = node.Peers!;
        _control = control;
        _life = new LifeWatch(control.Replica);
        var loggers = ports.Loggers;
        _sessions = new AgentSessions(
            control.Leader, control.Replica, control.Route!.TakeLost, options.Sessions, ports.Time, loggers.CreateLogger<AgentSessions>());
        _self = new SelfDescription(control, ports, node.ProgramVersion);
        var services = new PeerServices(control, control.Replica.KeepRecent(options.RecentBytesMax), _sessions, _self, ports.Time);
        _admission = new FrameAdmission(
            options.FrameMemory,
            (name, capacity, min, max) => ports.Arenas($"peer-{name}", capacity, min, max),
            new ConnectionLimit(options.ConnectionsMax));
        _server = new FrameServer(
            entrance.Listener,
            new PeerHandler(
                entrance.Key, services, ports.NewRandom(), ports.Time, loggers.CreateLogger<PeerHandler>(), new PeerMetrics(ports.Meters)),
            _admission,
            PeerListener.Options,
            new TransportMetrics(ports.Meters),
            ports.Time,
            loggers.CreateLogger<FrameServer>());
    }

    /// <summary>
    /// The server and the sessions run as long as this process may lead, the watch as long as it serves: its own leaving is no fault.
    /// </summary>
    public void Start(BackgroundLoops leading, BackgroundLoops serving)
    {
        leading.Start(_server.RunAsync);
        leading.Start(_sessions.RunAsync);
        serving.Start(_life.RunAsync);
    }

    /// <summary>From here on the incarnation is this process's own.</summary>
    public void Registered(RegisterProcessResult life, HostPort address)
    {
        _self.Registered(life);
        _sessions.Registered(life.Incarnation);
        _control.Route!.Registered(life.Incarnation);
        _life.Registered(life, address);
    }

    public void Dispose()
    {
        _self.Dispose();
        _admission.Dispose();
    }
}
