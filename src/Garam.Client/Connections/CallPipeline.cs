using System.Collections.Concurrent;
using System.Threading.Channels;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;

namespace Garam.Client.Connections;

/// <summary>
/// Carries calls over one stream, sent and answered in the order in which they were made. Owns the stream and the two loops on it. After
/// the first fault every call fails.
/// </summary>
internal sealed class CallPipeline : IAsyncDisposable
{
    /// <summary>The precision of the request time-out. One timer for the connection is cheaper than one for each call.</summary>
    private static readonly TimeSpan LatenessPeriod = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The first bytes of a TLS alert (RFC 8446, section 5.1). As a length they mean more than any answer in Kafka's protocol has.
    /// </summary>
    private const int TlsAlertPrefix = 0x1503;

    private readonly IConnection _stream;
    private readonly HostPort _broker;
    private readonly KafkaConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<PendingCall> _outgoing;
    private readonly ConcurrentQueue<PendingCall> _unanswered = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly ITimer _lateness;
    private readonly Task _loops;
    private Exception? _fault;

    public CallPipeline(IConnection stream, HostPort broker, KafkaConnectionOptions options, TimeProvider time)
    {
        (_stream, _broker, _options, _time) = (stream, broker, options, time);
        _outgoing = Channel.CreateBounded<PendingCall>(options.QueuedRequestsMax);
        _lateness = time.CreateTimer(static pipeline => ((CallPipeline)pipeline!).BreakWhenLate(), this, LatenessPeriod, LatenessPeriod);
        _loops = RunAsync();
    }

    public bool IsBroken => Volatile.Read(ref _fault) is not null;

    /// <summary>Awaited by the send loop before it sends what is queued. Set before the first call that it may concern.</summary>
    public Func<ValueTask>? BeforeSend { get; set; }

    /// <summary>Called once, when an answer is so late that the stream is given up.</summary>
    public Action<KafkaException>? OnLate { get; set; }

    /// <exception cref="KafkaException">The stream broke; it is unknown whether the broker acted.</exception>
    public async ValueTask<TResponse> ExchangeAsync<TResponse>(PendingCall<TResponse> call, CancellationToken cancellation)
        where TResponse : class, IResponse, new()
    {
        // Not Task.WaitAsync: it completes on the thread pool, which the simulation does not have.
        await using var cancelled = cancellation.UnsafeRegister(
            static (call, token) => ((PendingCall)call!).Fail(new OperationCanceledException(token)), call);
        await EnqueueAsync(call, cancellation);
        return await call.Response;
    }

    /// <summary>Completes when the request is sent.</summary>
    /// <exception cref="KafkaException">The stream broke.</exception>
    public async ValueTask SendAsync(PendingSend call, CancellationToken cancellation)
    {
        await EnqueueAsync(call, cancellation);
        await call.Sent;
    }

    /// <summary>Sends nothing else before the answer. For <see cref="BeforeSend"/> only.</summary>
    /// <exception cref="KafkaException">The stream broke.</exception>
    public async ValueTask<TResponse> ExchangeAloneAsync<TResponse>(PendingCall<TResponse> call)
        where TResponse : class, IResponse, new()
    {
        // Other calls fail after the send loop has ended, and the send loop waits here.
        await using var broken = _closed.Token.UnsafeRegister(
            static (call, token) => ((PendingCall)call!).Fail(new OperationCanceledException(token)), call);
        var frames = new OutgoingFrames(_options.ClientId);
        try
        {
            Add(frames, call);
            await _stream.SendAsync(frames.Slices, _closed.Token);
        }
        finally
        {
            frames.MarkSent();
        }

        return await call.Response;
    }

    public async ValueTask DisposeAsync()
    {
        Break(new KafkaException(KafkaFault.ConnectionBroken, "The connection was closed by its owner."));
        await _lateness.DisposeAsync();
        await _loops;
        await _stream.DisposeAsync();
        _closed.Dispose();
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
        var frames = new OutgoingFrames(_options.ClientId);
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(_closed.Token))
            {
                if (BeforeSend is { } beforeSend)
                {
                    await beforeSend();
                }

                while (_outgoing.Reader.TryRead(out var call))
                {
                    Add(frames, call);
                }

                await _stream.SendAsync(frames.Slices, _closed.Token);
                frames.MarkSent();
            }
        }
        catch (Exception e) when (e is IOException or KafkaException or OperationCanceledException or ObjectDisposedException)
        {
            Break(e);
        }
        finally
        {
            frames.Fail(Fault());
        }
    }

    private void Add(OutgoingFrames frames, PendingCall call)
    {
        frames.Add(call);
        if (call.ExpectsResponse)
        {
            call.SentAt = _time.GetTimestamp();
            _unanswered.Enqueue(call);
        }
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            var reader = new ResponseReader(_stream);
            while (true)
            {
                await ReceiveAnswerAsync(reader);
            }
        }
        catch (Exception e) when (e is IOException or KafkaException or MalformedRequestException
            or OperationCanceledException or ObjectDisposedException)
        {
            Break(e);
        }
    }

    private async ValueTask ReceiveAnswerAsync(ResponseReader reader)
    {
        var length = await reader.ReadLengthAsync(_closed.Token);
        if (length < sizeof(int) || length > _options.ResponseBytesMax)
        {
            throw length >> 16 == TlsAlertPrefix
                ? new KafkaException(KafkaFault.TlsExpected, "The broker answers with a TLS alert.")
                : new KafkaException(KafkaFault.NotKafka, $"The broker announces an answer of {length} bytes.");
        }

        if (!_unanswered.TryPeek(out var call))
        {
            throw new KafkaException(KafkaFault.BadAnswer, "The broker answers what nobody asked.");
        }

        var frame = call.Rent(length);
        await reader.ReadAsync(frame, _closed.Token);
        _ = _unanswered.TryDequeue(out _);
        call.Complete(frame);
    }

    /// <summary>Ends both loops. Only the first fault counts.</summary>
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
    /// Fails every waiting call: its outcome is unknown. Runs only after both loops have ended, because a caller may reuse what it lent to
    /// a failed request, so no loop may still be sending it.
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
            var fault = new KafkaException(
                KafkaFault.RequestTimedOut,
                $"{oldest.Key} was not answered within {oldest.TimeLimit ?? _options.RequestTimeout}.")
            { Broker = _broker };
            if (!IsBroken)
            {
                OnLate?.Invoke(fault);
            }

            Break(fault);
        }
    }

    private KafkaException Fault() => KafkaException.Unanswered(_fault, "The connection to the broker broke: " + _fault?.Message, _broker);
}
