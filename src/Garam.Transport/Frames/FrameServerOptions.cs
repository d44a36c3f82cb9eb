namespace Garam.Transport.Frames;

/// <summary>The rules of one listener for its connections. Sizes are Kafka's if Kafka has a name for them.</summary>
public sealed class FrameServerOptions
{
    /// <summary>The name of the listener, for logs, metrics and handlers.</summary>
    public string Listener { get; init; } = "kafka";

    /// <summary>Follows warnings about a peer that speaks TLS where this listener does not, or the other way round.</summary>
    public string? TlsAdvice { get; init; }

    /// <summary>
    /// `socket.request.max.bytes`. Null for as much as the memory for large frames holds, because a whole frame is in memory before it is
    /// handled. Kafka's 100 MiB need 128 MiB of that memory.
    /// </summary>
    public int? SocketRequestBytesMax { get; init; }

    /// <summary>
    /// Overlapping requests of one connection. Clients keep 5 in flight; a client with more than this uses the memory of all.
    /// </summary>
    public int RequestsInFlightMax { get; init; } = 64;

    /// <summary>
    /// Each reply leaves as soon as it is ready, and the peer tells replies apart by what is in them. Kafka's clients count on the order of
    /// their requests.
    /// </summary>
    public bool RepliesOutOfOrder { get; init; }

    /// <summary>
    /// The time in which the handler has to call <see cref="FrameConnection.Establish"/>; null for listeners without a handshake.
    /// </summary>
    public TimeSpan? HandshakeTimeout { get; init; }

    /// <summary>
    /// Bytes of overlapping requests of one connection: a few full Produce requests of 1 MiB, and a quarter of the memory for large frames.
    /// One connection can hold these and the frame that it is receiving.
    /// </summary>
    public int RequestBytesInFlightMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// The time for a frame that has begun, or for a reply, besides what its size allows at <see cref="BytesPerSecondMin"/>.
    /// </summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A slower peer is cut: a half-read frame holds memory that others wait for.</summary>
    public int BytesPerSecondMin { get; init; } = 256 * 1024;

    /// <summary>
    /// A peer that sends nothing of its frame, or takes nothing of its reply, for this long is cut while others wait for the memory. Longer
    /// than a pause of the garbage collector.
    /// </summary>
    public TimeSpan StallMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A frame up to this length, which is what clients send by default, may take its time even while others wait for memory: a slow line
    /// is no fault.
    /// </summary>
    public int OrdinaryFrameBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// The speed that a longer frame must have while others wait for memory. A few frames that drip in would hold all memory for minutes.
    /// </summary>
    public int ContendedBytesPerSecondMin { get; init; } = 4 * 1024 * 1024;

    /// <summary>`connections.max.idle.ms`, with Kafka's default.</summary>
    public TimeSpan ConnectionIdleMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Warnings about peers in one <see cref="WarningInterval"/>: enough to see which peer it is. More would only fill a disk.
    /// </summary>
    public int WarningsMax { get; init; } = 20;

    /// <summary>How soon warnings that were left out are summed up.</summary>
    public TimeSpan WarningInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often one pass checks all connections for missed deadlines; cheaper than a timer for each.</summary>
    public TimeSpan DeadlineCheckInterval { get; init; } = TimeSpan.FromSeconds(1);
}
