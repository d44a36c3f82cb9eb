using Garam.Controller.Leadership;
using Garam.Controller.Members;
using Garam.Journal.Backends;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Controller.Members;

/// <summary>The leader removes agents that are gone, sooner if their connections say so.</summary>
public sealed class AgentSessionsTests : IAsyncDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _world = new();
    private readonly ScriptedStore _store = new(new MemoryObjectStore());

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void An_agent_that_calls_stays_and_a_silent_one_goes_after_its_session() => Run(async (process, sessions, agents) =>
    {
        for (var second = 0; second < 8; second++)
        {
            sessions.Heard(agents[0]);
            await Task.Delay(s_second, _world.Clock);
        }

        Assert.Equal(agents, Registered(process));
        sessions.Heard(agents[0]);
        await Task.Delay(4 * s_second, _world.Clock);
        Assert.Equal([agents[0]], Registered(process));
    });

    [Fact]
    public void An_agent_whose_connection_ended_goes_unless_it_calls_again() => Run(async (process, sessions, agents) =>
    {
        Array.ForEach(agents, sessions.Heard);
        Array.ForEach(agents, sessions.Disconnected);
        await Task.Delay(2 * s_second, _world.Clock);
        sessions.Heard(agents[0]);
        Assert.Equal(agents, Registered(process));
        await Task.Delay(3 * s_second, _world.Clock);
        Assert.Equal([agents[0]], Registered(process));
    });

    [Fact]
    public void A_leader_that_did_not_answer_before_the_election_goes_at_once() => Run(
        async (process, _, agents) =>
        {
            await Task.Delay(2 * s_second, _world.Clock);
            Assert.Equal([agents[1]], Registered(process));
        },
        agents => new LostLeader(agents[0], _world.Clock.GetTimestamp() - (3 * _world.Clock.TimestampFrequency)));

    [Fact]
    public void Agents_that_leave_a_deposed_leader_are_not_gone_when_it_leads_again() => Run(async (process, sessions, agents) =>
    {
        sessions.OnDeposed();
        Array.ForEach(agents, sessions.Disconnected);
        await Task.Delay(4 * s_second, _world.Clock);
        sessions.OnElected(2);
        await Task.Delay(4 * s_second, _world.Clock);
        Assert.Equal(agents, Registered(process));
    });

    /// <summary>Followers that cannot read the journal try to lead, for which they ask the store and not the leader.</summary>
    [Fact]
    public void Agents_are_not_silent_while_the_leader_cannot_write() => Run(async (process, sessions, agents) =>
    {
        Array.ForEach(agents, sessions.Heard);
        sessions.Disconnected(agents[0]);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Delay(ObjectStoreJournal.KeyOf(process.Replica.AppliedSequence + 1), gate.Task);
        var registering = RegisterAsync(process, 9094);
        await Task.Delay(60 * s_second, _world.Clock);

        gate.SetResult();
        var third = await registering;
        await Task.Delay(s_second, _world.Clock);
        Assert.Equal([.. agents, third], Registered(process));

        await Task.Delay(12 * s_second, _world.Clock);
        Assert.DoesNotContain(agents[0], Registered(process));
        Assert.DoesNotContain(agents[1], Registered(process));
    });

    private static Incarnation[] Registered(ControllerProcess process) =>
        process.Replica.Read(0, static (state, _) => state.Processes.All.Select(one => one.Incarnation).ToArray());

    /// <summary>Two agents are registered with a process that leads.</summary>
    private void Run(
        Func<ControllerProcess, AgentSessions, Incarnation[], Task> scenario, Func<Incarnation[], LostLeader?>? lostLeader = null) =>
        _world.Run(async () =>
        {
            using var process = await ControllerProcess.RestoreAsync(
                _store, _world.Clock, options: new LeaderOptions { StoreIsExclusive = true });
            await process.LeadAsync();
            Incarnation[] agents = [await RegisterAsync(process, 9092), await RegisterAsync(process, 9093)];
            using var stop = new CancellationTokenSource();
            var sessions = new AgentSessions(
                process.Leader, process.Replica, () => lostLeader?.Invoke(agents), new AgentSessionOptions(), _world.Clock,
                NullLogger<AgentSessions>.Instance);
            var running = sessions.RunAsync(stop.Token);
            await scenario(process, sessions, agents);
            stop.Cancel();
            await running;
            await process.StopAsync();
        });

    private static async Task<Incarnation> RegisterAsync(ControllerProcess process, int port)
    {
        var command = new RegisterProcess
        {
            Name = $"agent-{port}",
            Host = "127.0.0.1",
            Port = port,
            FeatureLevelMax = FeatureLevels.Latest,
        };
        var reply = await process.Leader.SubmitAsync(command, CancellationToken.None);
        return ((RegisterProcessResult)reply.Result).Incarnation;
    }
}
