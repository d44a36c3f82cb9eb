using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Transport.Connections;
using Garam.Transport.Sockets;
using Garam.Transport.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Cli.Connecting;

/// <summary>A client whose cluster has answered once. Owns the client.</summary>
public sealed class ClusterConnection : IAsyncDisposable
{
    /// <summary>A host that drops packets is given up after this time; the system would take minutes.</summary>
    private static readonly TimeSpan ConnectTimeMax = TimeSpan.FromSeconds(10);

    private ClusterConnection(ClusterTarget target, ClusterClient client) => (Target, Client) = (target, client);

    public ClusterTarget Target { get; }

    internal ClusterClient Client { get; }

    public AdminClient Admin => new(Client);

    /// <exception cref="CommandException">No broker answers; the message says why and what to do.</exception>
    public static async Task<ClusterConnection> OpenAsync(ClusterTarget target, CancellationToken cancellation)
    {
        var client = CreateClient(target);
        try
        {
            await ReachAsync(client, target, cancellation);
            return new ClusterConnection(target, client);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates another client of the same cluster: each consumer needs its own. The caller owns it.</summary>
    internal static ClusterClient CreateClient(ClusterTarget target, IBrokerObserver? observer = null) => new(
        new ClusterClientOptions
        {
            Bootstrap = target.Bootstrap,
            OperationTimeout = target.Timeout,
            Connection = new KafkaConnectionOptions
            {
                ClientId = "garam-cli",
                ConnectTimeout = target.Timeout < ConnectTimeMax ? target.Timeout : ConnectTimeMax,
                RequestTimeout = target.Timeout,
                Sasl = target.Sasl,
                Observer = observer,
            },
        },
        CreateTransport(target),
        TimeProvider.System,
        Random.Shared);

    /// <summary>Asks one question under the time limit. For work without an end (consuming, producing) use the client itself.</summary>
    public Task<TResult> AskAsync<TResult>(
        Func<AdminClient, CancellationToken, ValueTask<TResult>> question, CancellationToken cancellation) =>
        WithinTimeoutAsync(limited => question(Admin, limited), cancellation);

    public async Task AskAsync(Func<AdminClient, CancellationToken, ValueTask> question, CancellationToken cancellation) =>
        await WithinTimeoutAsync(
            async limited =>
            {
                await question(Admin, limited);
                return true;
            },
            cancellation);

    /// <summary>Does the same for questions that do not go through <see cref="Admin"/>.</summary>
    public async Task<TResult> WithinTimeoutAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> question, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // The client gives up earlier and knows why, unless there is no answer at all.
        limited.CancelAfter(Target.Timeout);
        try
        {
            return await question(limited.Token).AsTask().WaitAsync(limited.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unreachable.Late(Target);
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            throw Unreachable.From(Target, fault);
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private static ITransport CreateTransport(ClusterTarget target)
    {
        var sockets = new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance);
        return target.Tls is { } tls ? new TlsTransport(sockets, tls) : sockets;
    }

    /// <summary>Tries every address once: a user is waiting for the answer.</summary>
    private static async Task ReachAsync(ClusterClient client, ClusterTarget target, CancellationToken cancellation)
    {
        KafkaException? first = null;
        for (var attempt = 0; attempt < target.Bootstrap.Count; attempt++)
        {
            try
            {
                _ = await client.GetMetadataAsync([], cancellation).AsTask().WaitAsync(
                    target.Timeout / target.Bootstrap.Count, cancellation);
                return;
            }
            catch (TimeoutException)
            {
                // The next one may answer.
            }
            catch (KafkaException fault) when (fault.IsUnanswered)
            {
                first ??= fault;
            }
        }

        throw first is null ? Unreachable.Late(target) : Unreachable.From(target, first);
    }
}
