using System.Collections.Frozen;
using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>
/// Finds the handler of a client's frame by its key and version. Immutable after construction, so any number of connections use it at once.
/// </summary>
public sealed class RequestDispatcher : IFrameHandler
{
    /// <summary>
    /// Requests that keep their frames until something is durable or others have joined. Metadata is none: it waits only where it creates
    /// a topic, and everything that a client does begins with it.
    /// </summary>
    private static readonly FrozenSet<ApiKey> WaitingKeys = new[]
    {
        ApiKey.OffsetCommit,
        ApiKey.JoinGroup,
        ApiKey.SyncGroup,
        ApiKey.LeaveGroup,
        ApiKey.CreateTopics,
        ApiKey.DeleteTopics,
        ApiKey.DeleteRecords,
        ApiKey.InitProducerId,
        ApiKey.AlterConfigs,
        ApiKey.CreatePartitions,
        ApiKey.DeleteGroups,
        ApiKey.IncrementalAlterConfigs,
        ApiKey.OffsetDelete,
    }.ToFrozenSet();

    private readonly Dictionary<ApiKey, IRequestHandler> _handlers;
    private readonly RequestMetrics _metrics;
    private readonly TimeProvider _time;

    private readonly string? _zone;

    /// <param name="zone">The zone of the listener whose frames this dispatches; null if it is for clients of any zone.</param>
    public RequestDispatcher(IEnumerable<IRequestHandler> handlers, RequestMetrics metrics, TimeProvider time, string? zone = null)
    {
        _handlers = handlers.ToDictionary(handler => handler.Key);
        _metrics = metrics;
        _time = time;
        _zone = zone;
        metrics.Announce(_handlers.Keys);
    }

    public FrameKind KindOf(ReadOnlySpan<byte> beginning) => RequestCodec.PeekKey(beginning) switch
    {
        ApiKey.Produce => FrameKind.Overlapping,
        { } key when WaitingKeys.Contains(key) => FrameKind.Waiting,
        _ => FrameKind.Quick,
    };

    public async ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted)
    {
        var started = _time.GetTimestamp();
        var (context, handler) = Find(frame, connection);
        var outcome = RequestOutcome.Failed;
        using var span = RequestTraces.Start(context);
        try
        {
            var reply = await handler.HandleAsync(context, frame, connectionAborted);
            outcome = RequestOutcome.Answered;
            return reply;
        }
        catch (MalformedRequestException)
        {
            outcome = RequestOutcome.Malformed;
            throw;
        }
        catch (OperationCanceledException) when (connectionAborted.IsCancellationRequested)
        {
            outcome = RequestOutcome.Abandoned;
            throw;
        }
        finally
        {
            RequestTraces.End(span, outcome);
            _metrics.Handled(context.Key, outcome, _time.GetElapsedTime(started));
            _metrics.Errors(context.Key, context.Errors);
        }
    }

    private (RequestContext Context, IRequestHandler Handler) Find(IncomingFrame frame, FrameConnection connection)
    {
        try
        {
            var context = RequestCodec.DecodeHeader(frame.Body, connection, _zone);
            if (!_handlers.TryGetValue(context.Key, out var handler))
            {
                throw new MalformedRequestException($"API key {(short)context.Key} is not served.");
            }

            // ApiVersions answers every version: that is how a client finds out which APIs are served (KIP-511).
            if (context.Key != ApiKey.ApiVersions && ApiVersionTable.Find(context.Key)?.Serves(context.Version) != true)
            {
                throw new MalformedRequestException($"{context.Key} version {context.Version} is not served.");
            }

            return (context, handler);
        }
        catch
        {
            frame.Release();
            throw;
        }
    }
}
