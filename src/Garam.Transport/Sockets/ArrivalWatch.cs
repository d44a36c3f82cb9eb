using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Garam.Transport.Sockets;

/// <summary>
/// Wakes callers that wait until a socket holds as many bytes as its receive low-water mark says. The runtime cannot: its own wait ends
/// with the first byte. One epoll and one thread serve the whole process. The first listener starts them and nothing ends them, because a
/// thread that only sleeps costs nothing. Any thread may wait.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class ArrivalWatch
{
    private const int EventsMax = 64;

    // On x64 alone the kernel packs struct epoll_event: four bytes of flags, then eight of user data.
    private static readonly int KeyOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = KeyOffset + sizeof(long);

    private readonly ConcurrentDictionary<long, TaskCompletionSource> _waiting = new();
    private readonly int _epoll;
    private long _lastKey;

    private ArrivalWatch()
    {
        _epoll = Libc.CreateEpoll(Libc.CloseOnExec);
        if (_epoll < 0)
        {
            throw new IOException($"The system refused an epoll (errno {Marshal.GetLastPInvokeError()}).");
        }

        new Thread(Run) { IsBackground = true, Name = "socket-arrivals" }.Start();
    }

    public static ArrivalWatch Shared { get; } = new();

    /// <summary>
    /// Completes when the socket holds that many bytes, or can hold no more, or has ended, or when another caller completes <paramref
    /// name="arrival"/>. If a socket cannot be watched it completes at once, and the caller waits as for any other bytes.
    /// </summary>
    public async Task WaitAsync(SafeHandle socket, TaskCompletionSource arrival)
    {
        var key = Interlocked.Increment(ref _lastKey);
        _waiting[key] = arrival;
        try
        {
            if (!TryAdd(socket, key))
            {
                return;
            }

            await arrival.Task;
            Remove(socket);
        }
        finally
        {
            _waiting.TryRemove(key, out _);
        }
    }

    private unsafe bool TryAdd(SafeHandle socket, long key)
    {
        var watched = stackalloc byte[EventBytes];
        Unsafe.WriteUnaligned(watched, Libc.Readable | Libc.PeerClosed | Libc.Once);
        Unsafe.WriteUnaligned(watched + KeyOffset, key);
        return Libc.Control(_epoll, Libc.Add, socket, watched) == 0;
    }

    private unsafe void Remove(SafeHandle socket)
    {
        try
        {
            var ignored = stackalloc byte[EventBytes];
            _ = Libc.Control(_epoll, Libc.Delete, socket, ignored);
        }
        catch (ObjectDisposedException)
        {
            // The kernel forgets a closed socket by itself.
        }
    }

    private unsafe void Run()
    {
        var events = stackalloc byte[EventsMax * EventBytes];
        while (true)
        {
            // Negative if a signal interrupted the wait.
            var count = Libc.Wait(_epoll, events, EventsMax, -1);
            for (var index = 0; index < count; index++)
            {
                if (_waiting.TryGetValue(Unsafe.ReadUnaligned<long>(events + (index * EventBytes) + KeyOffset), out var arrival))
                {
                    arrival.TrySetResult();
                }
            }
        }
    }

    private static unsafe partial class Libc
    {
        public const int CloseOnExec = 0x80000;
        public const int Add = 1;
        public const int Delete = 2;
        public const uint Readable = 0x1;
        public const uint PeerClosed = 0x2000;
        public const uint Once = 1u << 30;

        [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
        public static partial int CreateEpoll(int flags);

        [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
        public static partial int Control(int epoll, int operation, SafeHandle socket, byte* watched);

        [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
        public static partial int Wait(int epoll, byte* events, int eventsMax, int timeoutMs);
    }
}
