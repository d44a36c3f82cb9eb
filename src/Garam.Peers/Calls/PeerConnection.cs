using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using Garam.Peers.Handshake;
using Garam.Peers.Wire;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Connections;
using Garam.Waiting;

namespace Garam.Peers.Calls;

/// <summary>
/// One connection to one process, from the attempt to connect to its end. Calls are taken at once, sent in their order when the handshake
/// is over, and answered in any order. Owns the stream and the two loops on it. After the first fault every call fails.
/// </summary>
internal sealed class PeerConnection : IAsyncDisposable
{
    /// <summary>The precision of time limits. One timer for the connection is cheaper than one for each call.</summary>
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(1);

    /// <summary>One gather send takes about this much.</summary>
    private const int SendBytes = 1 << 20;

    private readonly PeerDestination _destination;
    private readonly PeerClientOptions _options;
    private readonly TimeProvider _time;
    private readonly CallTable _calls;
    private readonly CancellationTokenSource _closed = new();
    private readonly Wakeup _unsent;
    private readonly ITimer _check;
    private readonly Task _running;
    private ReplyReader? _reader;
    private PeerCall? _probe;
    private Exception? _fault;
    private short _featureLevel;

    /// <param name="before">The connection that this one replaces. It ends first.</param>
    /// <param name="onEnded">Told once that this connection has ended, before its calls fail.</param>
    public PeerConnection(
        PeerDestination destination, int callsMax, PeerClientOptions options, TimeProvider time, PeerConnection? before,
        Action<PeerConnection, Exception> onEnded)
    {
        (_destination, _options, _time) = (destination, options, time);
        _calls = new CallTable(callsMax, options.ForwardedBytesMax, time);
        _unsent = new Wakeup(time);
        _check = time.CreateTimer(static connection => ((PeerConnection)connection!).CheckTime(), this, CheckPeriod, CheckPeriod);
        _running = RunAsync(before, onEnded);
    }

    public bool IsBroken => Volatile.Read(ref _fault) is not null;

    /// <summary>The handshake has succeeded.</summary>
    public bool WasEstablished { get; private set; }

    /// <summary>Takes the call before it first waits: calls are sent in the order in which this is called.</summary>
    /// <exception cref="GaramException">Unavailable: the outcome is unknown. Or what the other end answered.</exception>
    public async ValueTask<TReply> CallAsync<TReply>(PeerCall call, CancellationToken cancellation)
        where TReply : IMessage, new()
    {
        cancellation.ThrowIfCancellationRequested();
        _calls.Add(call);
        _unsent.Set();

        // Not Task.WaitAsync: it completes on the thread pool, which the simulation does not have.
        await using var cancelled = cancellation.UnsafeRegister(static (call, token) => ((PeerCall)call!).TrySetCanceled(token), call);
        return PeerFrames.Read<TReply>(await call.Task);
    }

    /// <summary>Ends both loops. Only the first fault counts.</summary>
    public void Break(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null)
        {
            _calls.Close(fault);
            _closed.CancelInline();
            _unsent.Set();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break(new GaramException(ErrorKind.Unavailable, "its owner closed it"));
        await _running;
        if (_fault is InvariantException)
        {
            ExceptionDispatchInfo.Throw(_fault);
        }
    }

    private async Task RunAsync(PeerConnection? before, Action<PeerConnection, Exception> onEnded)
    {
        // The caller that makes the connection holds a lock.
        await Task.Yield();
        if (before is not null)
        {
            await before._running;
        }

        if (await TryOpenAsync() is { } stream)
        {
            await using var aborted = _closed.Token.UnsafeRegister(static stream => ((IConnection)stream!).Abort(), stream);
            var sending = SendLoopAsync(stream);
            await ReceiveLoopAsync();
            await sending;
            await stream.DisposeAsync();
        }

        await _check.DisposeAsync();
        _unsent.Dispose();
        onEnded(this, _fault!);
        _calls.FailAll(_destination.Address);
    }

    /// <summary>Connects and proves both ends to each other. Null, and broken, if that fails.</summary>
    private async ValueTask<IConnection?> TryOpenAsync()
    {
        using var late = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _closed.Token);
        IConnection? stream = null;
        try
        {
            stream = await _destination.ConnectAsync(either.Token);
            await using var aborted = either.Token.UnsafeRegister(static stream => ((IConnection)stream!).Abort(), stream);
            var reader = new ReplyReader(stream, _time);
            _featureLevel = await new CallerHandshake(stream, reader, _destination.Key).RunAsync(_destination.NewNonce(), either.Token);
            Volatile.Write(ref _reader, reader);
            WasEstablished = true;
            return stream;
        }
        catch (Exception fault)
        {
            Break(late.IsCancellationRequested ? new IOException($"no answer within {_options.ConnectTimeout}") : fault);
            stream?.Abort();
            await (stream?.DisposeAsync() ?? ValueTask.CompletedTask);
            return null;
        }
    }

    private async Task SendLoopAsync(IConnection stream)
    {
        var frames = new List<FrameWriter>();
        try
        {
            while (!IsBroken)
            {
                TakeUnsent(frames);
                if (frames.Count == 0)
                {
                    await _unsent.WaitAsync();
                    continue;
                }

                await stream.SendAsync([.. frames.SelectMany(static frame => frame.Complete())], _closed.Token);
                Release(frames);
            }
        }
        catch (Exception fault)
        {
            Break(fault);
        }
        finally
        {
            Release(frames);
        }
    }

    private void TakeUnsent(List<FrameWriter> frames)
    {
        for (var bytes = 0L; bytes < SendBytes && _calls.TakeUnsent() is { } call;)
        {
            try
            {
                var frame = Encode(call);
                frames.Add(frame);
                bytes += frame.Length;
            }
            catch (Exception fault)
            {
                // Nothing was sent: the fault is of this request alone.
                _calls.Remove(call.Correlation);
                call.TrySetException(fault);
            }
        }
    }

    private FrameWriter Encode(PeerCall call)
    {
        var frame = PeerFrames.Request(call.Api, call.Correlation, call.Request(_featureLevel));
        if (frame.Length <= PeerListener.RequestBytesMax)
        {
            return frame;
        }

        var length = frame.Length;
        frame.Dispose();
        throw new GaramException(
            ErrorKind.Invalid, $"A request of {length} bytes is too large to be sent: the limit is {PeerListener.RequestBytesMax}.");
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            while (!IsBroken)
            {
                Complete(await _reader!.ReadAsync(PeerListener.ReplyBytesMax, _closed.Token));
            }
        }
        catch (Exception fault)
        {
            Break(fault);
        }
    }

    private void Complete(ReadOnlyMemory<byte> reply)
    {
        var call = _calls.Remove(BinaryPrimitives.ReadInt32BigEndian(reply.Span))
            ?? throw new MalformedRequestException("it answers what was not asked");
        try
        {
            call.TrySetResult(PeerFrames.OpenReply(reply));
        }
        catch (GaramException refusal)
        {
            call.TrySetException(refusal);
        }
        catch (MalformedRequestException fault)
        {
            call.TrySetException(new GaramException(ErrorKind.Unavailable, $"An answer cannot be read: {fault.Message}", fault));
            throw;
        }
    }

    /// <summary>
    /// Fails calls whose time is over. The connection breaks if nothing at all has arrived since such a call was made, because then the
    /// other end is gone rather than busy. A probe makes sure that something arrives in time from an end that is alive.
    /// </summary>
    private void CheckTime()
    {
        if (Volatile.Read(ref _reader) is not { } reader || IsBroken)
        {
            return;
        }

        var late = _calls.Late(out var isWaiting);
        foreach (var call in late)
        {
            var fault = new GaramException(
                ErrorKind.Unavailable, $"{_destination.Address} did not answer {call.Api} within {call.TimeLimit}.");
            if (call == _probe || reader.ReceivedAt <= call.StartedAt)
            {
                Break(fault);
                return;
            }

            call.TrySetException(fault);
        }

        if (isWaiting && _probe is null or { IsOver: true } && _time.GetElapsedTime(reader.ReceivedAt) >= _options.CallTimeout / 2)
        {
            _probe = new PeerCall(PeerApi.Ping) { Request = static _ => new EmptyMessage(), TimeLimit = _options.CallTimeout };
            _calls.TryAddProbe(_probe);
            _unsent.Set();
        }
    }

    private static void Release(List<FrameWriter> frames)
    {
        frames.ForEach(static frame => frame.Dispose());
        frames.Clear();
    }
}

/// <summary>The process at the other end, and what proves that it is one of this cluster.</summary>
internal sealed record PeerDestination(HostPort Address, ITransport Transport, ClusterKey Key, Random Random)
{
    public ValueTask<IConnection> ConnectAsync(CancellationToken cancellation) =>
        Transport.ConnectAsync(Address.Host, Address.Port, cancellation);

    public byte[] NewNonce()
    {
        var nonce = new byte[HandshakeTranscript.NonceBytes];
        Random.NextBytes(nonce);
        return nonce;
    }
}
