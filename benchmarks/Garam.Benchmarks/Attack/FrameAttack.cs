using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Garam.Benchmarks.Attack;

/// <summary>
/// Connections that each begin a frame and then send a byte now and then; one that is cut begins anew. Owns its sockets; started once.
/// </summary>
internal sealed class FrameAttack(int port, int connections, int frameBytes) : IAsyncDisposable
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _begun = new();
    private readonly List<Task> _running = [];
    private int _begunCount;
    private int _cuts;

    /// <summary>How often the server cut one of them.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Returns when every connection has begun its first frame.</summary>
    public Task BeginAsync()
    {
        for (var number = 0; number < connections; number++)
        {
            _running.Add(AttackAsync(Drip * number / connections));
        }

        return _begun.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task AttackAsync(TimeSpan offset)
    {
        var isFirst = true;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                await BeginFrameAsync(socket);
                if (isFirst && Interlocked.Increment(ref _begunCount) == connections)
                {
                    _begun.TrySetResult();
                }

                isFirst = false;
                await DripAsync(socket, offset);
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref _cuts);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The length, the key of Metadata and nothing else: what a careless server takes all its memory for.</summary>
    private async Task BeginFrameAsync(Socket socket)
    {
        var beginning = new byte[6];
        BinaryPrimitives.WriteInt32BigEndian(beginning, frameBytes);
        BinaryPrimitives.WriteInt16BigEndian(beginning.AsSpan(4), 3);
        await socket.SendAsync(beginning, _stop.Token);
    }

    private async Task DripAsync(Socket socket, TimeSpan offset)
    {
        await Task.Delay(offset, _stop.Token);
        using var timer = new PeriodicTimer(Drip);
        for (var sent = 6; sent < frameBytes; sent++)
        {
            await timer.WaitForNextTickAsync(_stop.Token);
            await socket.SendAsync(new byte[1], _stop.Token);
        }
    }
}
