using System.Collections.Concurrent;
using System.Threading.Channels;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;

namespace Garam.Client.Connections;

/// <summary>
/// One connection to one broker. Any number of calls may be under way; they are sent in the order in which they were made and
/// answered in that order. Owns the stream and the two loops on it; after the first fault every call fails, and the owner connects anew.
/// </summary>
public sealed class KafkaConnection : IAsyncDisposable
{
    /// <summary>How exact the request time-out is; one timer a connection is cheaper than one a call.</summary>
    private static readonly TimeSpan LatenessPeriod = TimeSpan.FromSeconds(1);

    private readonly IConnection _stream;
    private readonly KafkaConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<PendingCall> _outgoing;
    private readonly ConcurrentQueue<PendingCall> _unanswered = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Dictionary<ApiKey, ApiVersionsResponse.ApiVersion> _served = [];
    private readonly ITimer _lateness;
    private Task _loops = Task.CompletedTask;
    private int _lastCorrelation;
    private Exception? _fault;

    private KafkaConnection(IConnection stream, KafkaConnectionOptions options, TimeProvider time)
    {
        (_stream, _options, _time) = (stream, options, time);
        _outgoing = Channel.CreateBounded<PendingCall>(options.QueuedRequestsMax);
        _lateness = time.CreateTimer(static connection => ((KafkaConnection)connection!).BreakWhenLate(), this, LatenessPeriod, LatenessPeriod);
    }

    public bool IsBroken => Volatile.Read(ref _fault) is not null;

    /// <summary>Every API that the broker serves, known here or not.</summary>
    public IReadOnlyList<ServedApi> Served => [.. _served.Values.Select(api => new ServedApi(api.ApiKey, api.MinVersion, api.MaxVersion)).OrderBy(api => api.Key)];

    /// <summary>Connects and asks what the broker serves.</summary>
    /// <exception cref="IOException">No connection, or it broke.</exception>
    public static async ValueTask<KafkaConnection> ConnectAsync(
        ITransport transport, string host, int port, KafkaConnectionOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var stream = await TimedConnect.OpenAsync(transport, new BrokerAddress(host, port), options.ConnectTimeout, time, cancellation);
        var connection = new KafkaConnection(stream, options, time);
        connection._loops = connection.RunAsync();
        try
        {
            await connection.NegotiateAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The highest version that both sides know, or null when the broker does not serve the API.</summary>
    public short? VersionOf(ApiKey key)
    {
        if (!_served.TryGetValue(key, out var served) || ApiVersionTable.Find(key) is not { } known)
        {
            return null;
        }

        var version = Math.Min(served.MaxVersion, known.Max);
        return version >= served.MinVersion && version >= known.Decodable ? version : null;
    }

    /// <summary>Calls in the highest common version, or below it where the caller says so.</summary>
    /// <exception cref="NotSupportedException">There is no common version.</exception>
    /// <exception cref="IOException">The connection broke; whether the broker acted is unknown.</exception>
    public ValueTask<TResponse> CallAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellation, short versionMax = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        ExchangeAsync(NewCall<TRequest, TResponse>(request, versionMax), cancellation);

    /// <summary>A call that the broker may answer much later than others, because it waits for somebody else.</summary>
    /// <exception cref="IOException">The connection broke; whether the broker acted is unknown.</exception>
    internal ValueTask<TResponse> CallPatientlyAsync<TRequest, TResponse>(TRequest request, TimeSpan timeLimit, CancellationToken cancellation)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        var call = NewCall<TRequest, TResponse>(request, short.MaxValue);
        call.TimeLimit = timeLimit > _options.RequestTimeout ? timeLimit : _options.RequestTimeout;
        return ExchangeAsync(call, cancellation);
    }

    /// <summary>Receives the answer into memory of <paramref name="buffers"/>; the caller releases the frame when it is done with the answer.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    internal async ValueTask<(TResponse Response, ResponseFrame Frame)> CallAsync<TRequest, TResponse>(
        TRequest request, FrameBuffers buffers, CancellationToken cancellation)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        var call = NewCall<TRequest, TResponse>(request, short.MaxValue);
        call.Buffers = buffers;
        return (await ExchangeAsync(call, cancellation), call.Frame!);
    }

    /// <summary>Completes when the request is sent: Produce with acks=0 is not answered.</summary>
    public async ValueTask SendAsync<TRequest>(TRequest request, CancellationToken cancellation)
        where TRequest : class, IRequest
    {
        var version = VersionOf(TRequest.ApiKey) ?? throw new NotSupportedException($"The broker serves no version of {TRequest.ApiKey} that is known here.");
        var call = new PendingSend(TRequest.ApiKey, version, Interlocked.Increment(ref _lastCorrelation), request);
        await EnqueueAsync(call, cancellation);
        await call.Sent;
    }

    public async ValueTask DisposeAsync()
    {
        Break(new IOException("The connection was closed by its owner."));
        await _lateness.DisposeAsync();
        await _loops;
        await _stream.DisposeAsync();
        _closed.Dispose();
    }

    private async ValueTask NegotiateAsync(CancellationToken cancellation)
    {
        const short Version = 3;
        var request = new ApiVersionsRequest { ClientSoftwareName = "garam", ClientSoftwareVersion = "0.1" };
        var call = new PendingCall<ApiVersionsResponse>(ApiKey.ApiVersions, Version, Interlocked.Increment(ref _lastCorrelation), request);
        var response = await ExchangeAsync(call, cancellation);
        if (response.ErrorCode != ErrorCode.None)
        {
            throw new IOException($"The broker refuses ApiVersions version {Version}: {response.ErrorCode}.");
        }

        foreach (var api in response.ApiKeys)
        {
            _served[api.ApiKey] = api;
        }
    }

    private PendingCall<TResponse> NewCall<TRequest, TResponse>(TRequest request, short versionMax)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        var version = VersionOf(TRequest.ApiKey) ?? throw new NotSupportedException($"The broker serves no version of {TRequest.ApiKey} that is known here.");
        return new PendingCall<TResponse>(TRequest.ApiKey, Math.Min(version, versionMax), Interlocked.Increment(ref _lastCorrelation), request);
    }

    private async ValueTask<TResponse> ExchangeAsync<TResponse>(PendingCall<TResponse> call, CancellationToken cancellation)
        where TResponse : class, IResponse, new()
    {
        // Not Task.WaitAsync: it completes on the thread pool, which the simulation does not have.
        await using var cancelled = cancellation.UnsafeRegister(static (call, token) => ((PendingCall)call!).Fail(new OperationCanceledException(token)), call);
        await EnqueueAsync(call, cancellation);
        return await call.Response;
    }

    private async ValueTask EnqueueAsync(PendingCall call, CancellationToken cancellation)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(call, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw Fault();
        }
    }

    private async Task RunAsync()
    {
        var sending = SendLoopAsync();
        var receiving = ReceiveLoopAsync();
        await sending;
        await receiving;
        FailAll();
    }

    private async Task SendLoopAsync()
    {
        var frames = new List<FrameWriter>();
        var unanswering = new List<PendingCall>();
        var slices = new List<ReadOnlyMemory<byte>>();
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(_closed.Token))
            {
                while (_outgoing.Reader.TryRead(out var call))
                {
                    var frame = FrameEncoding.Request(call.Key, call.Version, call.Correlation, _options.ClientId, call.Request);
                    frames.Add(frame);
                    slices.AddRange(frame.Complete());
                    if (call.ExpectsResponse)
                    {
                        call.SentAt = _time.GetTimestamp();
                        _unanswered.Enqueue(call);
                    }
                    else
                    {
                        unanswering.Add(call);
                    }
                }

                await _stream.SendAsync(slices, _closed.Token);
                Release(frames, slices);
                unanswering.ForEach(static call => call.MarkSent());
                unanswering.Clear();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            Break(e);
        }
        finally
        {
            Release(frames, slices);
            unanswering.ForEach(call => call.Fail(Fault()));
        }
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            var reader = new ResponseReader(_stream);
            while (true)
            {
                var length = await reader.ReadLengthAsync(_closed.Token);
                if (length < sizeof(int) || length > _options.ResponseBytesMax)
                {
                    throw new IOException($"The broker announces an answer of {length} bytes.");
                }

                if (!_unanswered.TryPeek(out var call))
                {
                    throw new IOException("The broker answers what nobody asked.");
                }

                var frame = call.Rent(length);
                await reader.ReadAsync(frame, _closed.Token);
                _ = _unanswered.TryDequeue(out _);
                call.Complete(frame);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or MalformedRequestException)
        {
            Break(e);
        }
    }

    /// <summary>The first fault counts, and ends both loops.</summary>
    private void Break(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _fault, cause, null) is null)
        {
            _outgoing.Writer.TryComplete();
            _closed.Cancel();
            _stream.Abort();
        }
    }

    /// <summary>
    /// Whoever is still waiting learns that its outcome is unknown. Only after the end of the loops: what a caller has lent to a request
    /// that fails is his again, and nobody may still be sending it.
    /// </summary>
    private void FailAll()
    {
        while (_outgoing.Reader.TryRead(out var unsent))
        {
            unsent.Fail(Fault());
        }

        while (_unanswered.TryDequeue(out var call))
        {
            call.Fail(Fault());
        }
    }

    private void BreakWhenLate()
    {
        if (_unanswered.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.SentAt) > (oldest.TimeLimit ?? _options.RequestTimeout))
        {
            Break(new IOException($"{oldest.Key} was not answered within {oldest.TimeLimit ?? _options.RequestTimeout}."));
        }
    }

    private IOException Fault() => new("The connection to the broker broke: " + _fault?.Message, _fault);

    private static void Release(List<FrameWriter> frames, List<ReadOnlyMemory<byte>> slices)
    {
        slices.Clear();
        foreach (var frame in frames)
        {
            frame.Dispose();
        }

        frames.Clear();
    }
}
