using System.Diagnostics.CodeAnalysis;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Waiting;

namespace Garam.Transport.Frames;

/// <summary>The end of one connection: the first call decides how and why. Any thread.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "The source has no timer and no handle, and a caller may still abort after the end.")]
internal sealed class ConnectionLifetime(IConnection connection)
{
    private readonly CancellationTokenSource _ended = new();
    private int _isEnding;

    /// <summary>Cancelled when no reply will be read any more.</summary>
    public CancellationToken Ended => _ended.Token;

    public bool HasEnded => Volatile.Read(ref _isEnding) != 0;

    public CloseReason Reason { get; private set; }

    /// <summary>The fault behind the end, or one that a request met after it: no fault goes unreported.</summary>
    public Exception? Cause { get; private set; }

    /// <summary>Breaks the stream: nothing more reaches the peer.</summary>
    public void Abort(CloseReason reason, Exception? cause = null)
    {
        if (TryEnd(reason, cause))
        {
            connection.Abort();
            _ended.CancelInline();
        }
    }

    /// <summary>Closes the stream: what was sent still arrives.</summary>
    public async ValueTask CloseAsync(CloseReason reason, Exception? cause = null)
    {
        if (TryEnd(reason, cause))
        {
            await connection.DisposeAsync();
            _ended.CancelInline();
        }
    }

    private bool TryEnd(CloseReason reason, Exception? cause)
    {
        if (cause is InvariantException || Cause is null)
        {
            Cause = cause;
        }

        if (Interlocked.Exchange(ref _isEnding, 1) != 0)
        {
            return false;
        }

        Reason = reason;
        return true;
    }
}
