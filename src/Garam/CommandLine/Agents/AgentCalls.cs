using Garam.Cli.Output;
using Garam.Hosting;
using Garam.Peers;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Transport.Connections;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.CommandLine.Agents;

/// <summary>
/// Calls the agents of a cluster on their internal listeners. Keeps its connections for the next round, one client for each address. Owns
/// them. One caller at a time.
/// </summary>
/// <param name="tls">The files for TLS, if the agents use it.</param>
/// <param name="timeout">The time for connecting and an answer together.</param>
internal sealed class AgentCalls(ClusterKey key, PeerTlsFiles? tls, TimeSpan timeout) : IAsyncDisposable
{
    /// <summary>Agents that are asked at the same time: a cluster of any size must not use up this machine's sockets.</summary>
    private const int AskedMax = 64;

    private readonly PeerClientOptions _options = new()
    {
        ConnectTimeout = timeout,
        CallTimeout = timeout,
        FirstPause = TimeSpan.FromMilliseconds(10),
        LongestPause = TimeSpan.FromMilliseconds(200),
    };

    private readonly ITransport _transport = PeerTls.Over(
        new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance), tls, TimeProvider.System);

    private readonly Dictionary<HostPort, PeerClient> _clients = [];

    /// <summary>Asks all agents about themselves, at the same time.</summary>
    public async Task<IReadOnlyDictionary<HostPort, AgentAnswer>> AskAsync(
        IEnumerable<HostPort> addresses, CancellationToken cancellation)
    {
        using var places = new SemaphoreSlim(AskedMax);
        var answers = addresses.Distinct().Select(address => (Address: address, Client: At(address))).ToList().ConvertAll(async agent =>
        {
            await places.WaitAsync(cancellation);
            try
            {
                return (agent.Address, Answer: await AskAsync(agent.Client, cancellation));
            }
            finally
            {
                places.Release();
            }
        });
        return (await Task.WhenAll(answers)).ToDictionary(asked => asked.Address, asked => asked.Answer);
    }

    /// <summary>The calls to one agent.</summary>
    public PeerClient At(HostPort address)
    {
        if (!_clients.TryGetValue(address, out var client))
        {
            client = new PeerClient(
                address, _transport, key, _options, new EntropyRandom(), TimeProvider.System, NullLogger<PeerClient>.Instance);
            _clients.Add(address, client);
        }

        return client;
    }

    public async Task<AgentAnswer> AskAsync(PeerClient agent, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            return new AgentAnswer(await agent.DescribeAsync(limit.Token), null);
        }
        catch (GaramException fault)
        {
            return new AgentAnswer(null, fault.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new AgentAnswer(null, $"It did not answer within {Durations.Show(timeout)}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }
}

/// <summary>The outcome of a question to an agent: one of the two is null.</summary>
/// <param name="Description">The answer.</param>
/// <param name="Fault">Why there is none.</param>
internal sealed record AgentAnswer(ProcessDescription? Description, string? Fault);
