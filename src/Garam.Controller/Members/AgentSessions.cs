using System.Collections.Concurrent;
using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Members;

/// <summary>
/// Removes agents that the leader has not heard from for a session time-out, so that clients are not sent to them. The sessions are memory
/// of the leader: a new one gives every agent a whole time-out. Any thread tells of agents. Owner: the composition root, which awaits
/// <see cref="RunAsync"/>.
/// </summary>
public sealed partial class AgentSessions : ILeadershipObserver
{
    private const long NotLeading = long.MinValue;

    private readonly ILeader _leader;
    private readonly Replica _replica;
    private readonly AgentSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AgentSessions> _logger;

    // Timestamps by incarnation. An incarnation that is closed leaves it in the next round.
    private readonly ConcurrentDictionary<int, long> _heard = new();
    private long _electedAt = NotLeading;
    private int _self;

    public AgentSessions(
        ILeader leader, Replica replica, AgentSessionOptions options, TimeProvider time, ILogger<AgentSessions> logger)
    {
        (_leader, _replica, _options, _time, _logger) = (leader, replica, options, time, logger);
        leader.Observe(this);
    }

    /// <summary>The incarnation of this process, which is alive as long as it can ask.</summary>
    public void Registered(Incarnation self) => Volatile.Write(ref _self, self.Value);

    public void OnElected(int epoch)
    {
        _heard.Clear();
        Volatile.Write(ref _electedAt, _time.GetTimestamp());
    }

    public void OnDeposed() => Volatile.Write(ref _electedAt, NotLeading);

    /// <summary>
    /// Its process has called a moment ago. A closed incarnation stays closed; its process learns it from its own replica.
    /// </summary>
    public void Heard(Incarnation incarnation) => _heard[incarnation.Value] = _time.GetTimestamp();

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
                Log.Removed(_logger, process.NodeId, process.Address.ToString(), _options.Timeout);
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
        var electedAt = Volatile.Read(ref _electedAt);
        if (electedAt == NotLeading)
        {
            return [];
        }

        var processes = _replica.Read(0, static (state, _) => state.Processes.All.ToArray());
        foreach (var closed in _heard.Keys.Except(processes.Select(process => process.Incarnation.Value)))
        {
            _heard.TryRemove(closed, out _);
        }

        var self = new Incarnation(Volatile.Read(ref _self));
        return [.. processes.Where(process => process.Incarnation != self && IsSilent(process.Incarnation, electedAt))];
    }

    /// <summary>The session of an agent that was never heard of begins with the first look at it.</summary>
    private bool IsSilent(Incarnation incarnation, long electedAt)
    {
        var heardAt = _heard.GetOrAdd(incarnation.Value, static (_, now) => now, _time.GetTimestamp());
        return _time.GetElapsedTime(Math.Max(heardAt, electedAt)) > _options.Timeout;
    }

    private static partial class Log
    {
        [LoggerMessage(4060, LogLevel.Warning, "Agent {NodeId} at {Address} was silent for {Timeout} and is removed from the cluster.")]
        public static partial void Removed(ILogger logger, int nodeId, string address, TimeSpan timeout);
    }
}

public sealed class AgentSessionOptions
{
    /// <summary>Kafka's broker.session.timeout.ms.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(9);

    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(1);
}
