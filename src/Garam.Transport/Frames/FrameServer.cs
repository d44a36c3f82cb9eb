using System.Runtime.ExceptionServices;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Transport.Frames;

/// <summary>
/// A listener and its connections: accepts, receives frames, hands them to the handler, and sends the replies. It owns the
/// listener and every connection it accepted; admission and handler are shared. Any thread may call <see cref="DrainAsync"/>.
/// </summary>
public sealed class FrameServer
{
    private readonly IConnectionListener _listener;
    private readonly FrameServices _services;
    private readonly ConnectionLimit _limit;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, ServedConnection> _connections = [];
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // All connections have ended, or the time for it is over.
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InvariantException? _broken;
    private bool _isStopping;

    public FrameServer(
        IConnectionListener listener, IFrameHandler handler, FrameAdmission admission, FrameServerOptions options,
        TransportMetrics metrics, TimeProvider time, ILogger<FrameServer> logger)
    {
        RequestBytesMax = options.SocketRequestBytesMax ?? admission.FrameBytesMax;
        if (RequestBytesMax > admission.FrameBytesMax)
        {
            throw new ArgumentException(
                $"Frames of up to {RequestBytesMax} bytes do not fit: the memory for large frames offers {admission.FrameBytesMax} "
                + "in one piece.");
        }

        _listener = listener;
        _limit = admission.Connections;
        var ends = new ConnectionEndLog(options, RequestBytesMax, time, logger);
        _services = new FrameServices(handler, admission, options, RequestBytesMax, metrics, time, ends);
    }

    /// <summary>The largest frame that is accepted.</summary>
    public int RequestBytesMax { get; }

    /// <summary>
    /// Ends after <see cref="DrainAsync"/>, or at once when cancelled; in both cases after the last request has ended. Throws if an
    /// invariant broke.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource();
        var deadlines = EnforceDeadlinesAsync(stop.Token);
        try
        {
            await AcceptAllAsync(cancellation);
        }
        finally
        {
            await StopAcceptingAsync();
            AbortIf(cancellation.IsCancellationRequested || _broken is not null);
            await _allEnded.Task;
            stop.CancelInline();
            await deadlines;
            _services.Ends.TellLeftOut(atOnce: true);
        }

        if (_broken is not null)
        {
            ExceptionDispatchInfo.Throw(_broken);
        }
    }

    /// <summary>Accepts nothing new, answers what was accepted, and closes. Breaks off what is not done by the deadline.</summary>
    public async Task DrainAsync(TimeSpan deadline)
    {
        await StopAcceptingAsync();
        foreach (var connection in Connections())
        {
            await connection.DrainAsync();
        }

        // No Task.WhenAny: it completes on the thread pool, which the simulation does not have.
        await using (
            _services.Time.CreateTimer(
                static server => ((FrameServer)server!)._drained.TrySetResult(), this, deadline, Timeout.InfiniteTimeSpan))
        {
            await _drained.Task;
        }

        AbortIf(!_allEnded.Task.IsCompleted);
    }

    private async Task AcceptAllAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _listener.AcceptAsync(cancellation) is { } connection)
            {
                if (TryRegister(connection) is { } served)
                {
                    _ = ServeAsync(served.Id, served.Connection, connection);
                }
                else
                {
                    await connection.DisposeAsync();
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private (long Id, ServedConnection Connection)? TryRegister(IConnection connection)
    {
        if (!_limit.TryEnter(connection.RemoteEndPoint))
        {
            _services.Metrics.ConnectionRefused(_services.Options.Listener);
            _services.Ends.Refused(_limit);
            return null;
        }

        var identity = new FrameConnection(_limit.NextId(), connection.RemoteEndPoint);
        var served = new ServedConnection(connection, identity, _services);
        lock (_gate)
        {
            if (!_isStopping)
            {
                _connections.Add(identity.Id, served);
                _services.Metrics.ConnectionAccepted(_services.Options.Listener);
                return (identity.Id, served);
            }
        }

        _limit.Leave(connection.RemoteEndPoint);
        return null;
    }

    private async Task ServeAsync(long id, ServedConnection served, IConnection connection)
    {
        // The first request must not run on the accept path.
        await Task.Yield();
        try
        {
            await served.RunAsync();
        }
        catch (InvariantException broken)
        {
            _broken = broken;
            await StopAcceptingAsync();
        }
        finally
        {
            _limit.Leave(connection.RemoteEndPoint);
            _services.Metrics.ConnectionClosed(_services.Options.Listener, served.CloseReason);
            lock (_gate)
            {
                _connections.Remove(id);
                EndWhenStopped();
            }
        }
    }

    private ValueTask StopAcceptingAsync()
    {
        lock (_gate)
        {
            _isStopping = true;
            EndWhenStopped();
        }

        return _listener.DisposeAsync();
    }

    private void EndWhenStopped()
    {
        if (_isStopping && _connections.Count == 0)
        {
            _allEnded.TrySetResult();
            _drained.TrySetResult();
        }
    }

    private void AbortIf(bool condition)
    {
        foreach (var connection in condition ? Connections() : [])
        {
            connection.Abort(CloseReason.Drained);
        }
    }

    private ServedConnection[] Connections()
    {
        lock (_gate)
        {
            return [.. _connections.Values];
        }
    }

    private async Task EnforceDeadlinesAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_services.Options.DeadlineCheckInterval, _services.Time, stop);
                foreach (var (connection, reason) in MissedDeadlines())
                {
                    await connection.EndAsync(reason);
                }

                _services.Ends.TellLeftOut();
            }
        }
        catch (OperationCanceledException)
        {
            // All connections have ended.
        }
    }

    private List<(ServedConnection Connection, CloseReason Reason)> MissedDeadlines()
    {
        var missed = new List<(ServedConnection, CloseReason)>();
        var now = _services.Time.GetTimestamp();
        var repliesAreWaitedFor = _services.Admission.AreRepliesWaitedFor();
        lock (_gate)
        {
            foreach (var connection in _connections.Values)
            {
                if (connection.MissedDeadline(now, repliesAreWaitedFor) is { } reason)
                {
                    missed.Add((connection, reason));
                }
            }
        }

        return missed;
    }
}
