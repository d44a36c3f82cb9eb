using System.Buffers.Binary;
using System.Text;
using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.InMemoryTests.Transport;

/// <summary>
/// Does what the first letter of a frame says: (e)cho and (p)ark; in capitals the request may overlap. The others are
/// (n)o reply, (c)lose after the echo, (m)alformed, (f)ault, (i)nvariant broken, (b)ig reply. A parked request is answered when the
/// test says so, or fails when its connection ends.
/// </summary>
internal sealed class ScriptedHandler : IFrameHandler
{
    public const int BigReplyBytes = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource> _parked = [];
    private int _owners;
    private int _parkedCount;

    public List<string> Started { get; } = [];

    /// <summary>The requests in flight that each of the started ones saw, itself included.</summary>
    public List<int> InFlightAtStart { get; } = [];

    public int OwnersOutstanding => Volatile.Read(ref _owners);

    public int ParkedCount => Volatile.Read(ref _parkedCount);

    /// <summary>Requests in flight that ignore the end of their connection, as a produce does.</summary>
    public bool IsStubborn { get; set; }

    public FrameKind KindOf(ReadOnlySpan<byte> beginning) =>
        beginning.Length == 0 ? throw new MalformedRequestException("An empty frame.")
        : char.IsUpper((char)beginning[0]) ? FrameKind.Overlapping
        : beginning[0] == 'p' ? FrameKind.Waiting
        : FrameKind.Quick;

    public async ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted)
    {
        try
        {
            var text = Text(frame);
            lock (_gate)
            {
                Started.Add(text);
                InFlightAtStart.Add(connection.RequestsInFlight);
            }

            switch (char.ToLowerInvariant(text[0]))
            {
                case 'p':
                    await ParkAsync(text, connectionAborted);
                    return Echo(frame);
                case 'n':
                    return FrameReply.None;
                case 'c':
                    return Echo(frame) with { CloseAfter = true };
                case 'm':
                    throw new MalformedRequestException("As asked.");
                case 'f':
                    throw new NotSupportedException("As asked.");
                case 'i':
                    throw new InvariantException("As asked.");
                case 'b':
                    return Reply(new byte[BigReplyBytes]);
                default:
                    return Echo(frame);
            }
        }
        finally
        {
            frame.Release();
        }
    }

    /// <summary>Lets the parked request with this text be answered, now or when it comes.</summary>
    public void Answer(string text) => Parked(text).TrySetResult();

    public int StartedCount(string prefix)
    {
        lock (_gate)
        {
            return Started.Count(text => text.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    private static string Text(IncomingFrame frame) =>
        Encoding.ASCII.GetString(frame.Body.Span[..Math.Min(16, frame.Body.Length)]).TrimEnd('\0');

    private async Task ParkAsync(string text, CancellationToken connectionAborted)
    {
        var parked = Parked(text);
        Interlocked.Increment(ref _parkedCount);
        try
        {
            await using var _ = IsStubborn ? default : connectionAborted.UnsafeRegister(
                static state => ((TaskCompletionSource)state!).TrySetCanceled(), parked);
            await parked.Task;
        }
        finally
        {
            Interlocked.Decrement(ref _parkedCount);
        }
    }

    private TaskCompletionSource Parked(string text)
    {
        lock (_gate)
        {
            if (!_parked.TryGetValue(text, out var parked))
            {
                _parked.Add(text, parked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            return parked;
        }
    }

    private FrameReply Echo(IncomingFrame frame)
    {
        frame.Retain();
        return Reply(frame.Body, frame);
    }

    private FrameReply Reply(ReadOnlyMemory<byte> body, IncomingFrame? frame = null)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, body.Length);
        Interlocked.Increment(ref _owners);
        return new FrameReply([prefix, body], new Owner(this, frame));
    }

    private sealed class Owner(ScriptedHandler handler, IncomingFrame? frame) : IDisposable
    {
        private int _disposals;

        public void Dispose()
        {
            Invariant.Check(Interlocked.Increment(ref _disposals) == 1);
            frame?.Release();
            Interlocked.Decrement(ref handler._owners);
        }
    }
}
