using Garam.Journal.Entries;
using Garam.Transport.Frames;

namespace Garam.Peers;

/// <summary>The rules of the listener that serves a <see cref="PeerHandler"/>.</summary>
public static class PeerListener
{
    /// <summary>The largest request: a command has to fit into a journal entry.</summary>
    public const int RequestBytesMax = JournalEntryCodec.EntryBytesMax;

    /// <summary>The largest reply: as much as a client of Kafka takes.</summary>
    public const int ReplyBytesMax = 128 << 20;

    internal const string TlsAdvice =
        "All agents of a cluster have to be started alike, with internal-tls-cert, internal-tls-key and internal-tls-ca or without them.";

    public static FrameServerOptions Options { get; } = new()
    {
        Listener = "peers",
        TlsAdvice = TlsAdvice,
        SocketRequestBytesMax = RequestBytesMax,

        // A JoinGroup waits for minutes, and the replies after it must not wait with it.
        RepliesOutOfOrder = true,
        HandshakeTimeout = TimeSpan.FromSeconds(10),

        // More than a caller has in flight: it is the caller that refuses surplus calls, so that none of them blocks the connection.
        RequestsInFlightMax = 2 * PeerClientOptions.PatientCallsLimit,
        RequestBytesInFlightMax = PeerClientOptions.ForwardedBytesLimit + RequestBytesMax,
    };
}
