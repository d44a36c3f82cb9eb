using System.Collections.Concurrent;
using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Members;

/// <summary>
/// Removes agents that the leader has not heard from for a session time-out, so that clients are not sent to them. One whose connection
/// ended has less time to come back: that is what a killed process looks like, and clients may give up before a whole session is over. The
/// sessions are memory of the leader: a new one gives every agent a whole time-out, except for the leader before it. Time in which appends
/// stand still does not count: followers then ask the store instead of the leader, and would all have to end when the store is back. Any
/// thread tells of agents. Owner: the composition root, which awaits <see cref="RunAsync"/>.
/// </summary>
public sealed partial class AgentSessions : ILeadershipObserver
{
    private readonly ILeader _leader;
    private readonly Replica _replica;
    private readonly Func<LostLeader?> _lostLeader;
    private readonly AgentSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AgentSessions> _logger;
    private readonly long _origin;

    // By incarnation. One that is closed leaves them in the next round. Times are those of the term's clock.
    private readonly ConcurrentDictionary<int, TimeSpan> _heard = new();
    private readonly ConcurrentDictionary<int, TimeSpan> _disconnected = new();
    private Election? _elected;
    private int _self;

    /// <param name="lostLeader">Returns the leader that this process followed before its own election, if it no longer answers.</param>
    public AgentSessions(
        ILeader leader, Replica replica, Func<LostLeader?> lostLeader, AgentSessionOptions options, TimeProvider time,
        ILogger<AgentSessions> logger)
    {
        (_leader, _replica, _lostLeader, _options, _time, _logger) = (leader, replica, lostLeader, options, time, logger);
        _origin = time.GetTimestamp();
        leader.Observe(this);
    }

    /// <summary>
    /// The term's clock, which stands still while appends do. A moment of an earlier term may look older than it is, never younger, and the
    /// session that begins with the election is longer.
    /// </summary>
    private TimeSpan Now => _time.GetElapsedTime(_origin) - _leader.AppendsStalled;

    /// <summary>The incarnation of this process; 0 before it is registered.</summary>
    public Incarnation Self => new(Volatile.Read(ref _self));

    /// <summary>This process is alive as long as it can ask.</summary>
    public void Registered(Incarnation self) => Volatile.Write(ref _self, self.Value);

    public void OnElected(int epoch)
    {
        _heard.Clear();
        _disconnected.Clear();
        if (_lostLeader() is { } lost)
        {
            _disconnected[lost.Incarnation.Value] = Now - _time.GetElapsedTime(lost.Since);
        }

        Volatile.Write(ref _elected, new Election(Now));
    }

    public void OnDeposed() => Volatile.Write(ref _elected, null);

    /// <summary>
    /// Its process has called a moment ago. A closed incarnation stays closed; its process learns it from its own replica.
    /// </summary>
    public void Heard(Incarnation incarnation)
    {
        _heard[incarnation.Value] = Now;
        _disconnected.TryRemove(incarnation.Value, out _);
    }

    /// <summary>The connection over which its process called has ended. The next call shows that it is well.</summary>
    public void Disconnected(Incarnation incarnation)
    {
        // A leader that was deposed is left by all of them.
        if (Volatile.Read(ref _elected) is not null)
        {
            _disconnected[incarnation.Value] = Now;
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.CheckInterval, _time, stopping);
                await TryRemoveSilentAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next leader looks again.
        }
    }

    private async ValueTask TryRemoveSilentAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var process in FindSilent())
            {
                Tell(process);
                await _leader.SubmitAsync(new RemoveProcess { IncarnationValue = process.Incarnation.Value }, stopping);
            }
        }
        catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled)
        {
            // It no longer leads, or cannot write: both are told elsewhere.
        }
    }

    private IReadOnlyList<ProcessState> FindSilent()
    {
        if (Volatile.Read(ref _elected) is not { } elected)
        {
            return [];
        }

        var processes = _replica.Read(0, static (state, _) => state.Processes.All.ToArray());
        foreach (var closed in _heard.Keys.Concat(_disconnected.Keys).Except(processes.Select(process => process.Incarnation.Value)))
        {
            _heard.TryRemove(closed, out _);
            _disconnected.TryRemove(closed, out _);
        }

        return
        [
            .. processes.Where(process => process.Incarnation != Self
                && (IsGone(process.Incarnation) || IsSilent(process.Incarnation, elected))),
        ];
    }

    private bool IsGone(Incarnation incarnation) =>
        _disconnected.TryGetValue(incarnation.Value, out var since) && Now - since > _options.ReturnTimeout;

    /// <summary>The session of an agent that was never heard of begins with the first look at it.</summary>
    private bool IsSilent(Incarnation incarnation, Election elected)
    {
        var heard = _heard.GetOrAdd(incarnation.Value, static (_, now) => now, Now);
        return Now - (heard > elected.At ? heard : elected.At) > _options.Timeout;
    }

    private void Tell(ProcessState process)
    {
        if (IsGone(process.Incarnation))
        {
            Log.Gone(_logger, process.NodeId, process.Address.ToString(), _options.ReturnTimeout);
        }
        else
        {
            Log.Removed(_logger, process.NodeId, process.Address.ToString(), _options.Timeout);
        }
    }

    private sealed record Election(TimeSpan At);

    private static partial class Log
    {
        [LoggerMessage(4060, LogLevel.Warning, "Agent {NodeId} at {Address} was silent for {Timeout} and is removed from the cluster.")]
        public static partial void Removed(ILogger logger, int nodeId, string address, TimeSpan timeout);

        [LoggerMessage(4061, LogLevel.Warning,
            "The connection to agent {NodeId} at {Address} ended. It did not come back within {Timeout} and is removed from the cluster.")]
        public static partial void Gone(ILogger logger, int nodeId, string address, TimeSpan timeout);
    }
}

/// <param name="Incarnation">A leader that no longer answers.</param>
/// <param name="Since">The timestamp of the first call that it did not answer.</param>
public sealed record LostLeader(Incarnation Incarnation, long Since);

public sealed class AgentSessionOptions
{
    /// <summary>Kafka's broker.session.timeout.ms.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>
    /// How long an agent whose connection ended has to call again: several times what a connection takes that broke, and less than the
    /// retries of a client with few of them (kafkajs: about nine seconds).
    /// </summary>
    public TimeSpan ReturnTimeout { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(1);
}
