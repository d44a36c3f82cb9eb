namespace Garam.Transport.Frames;

/// <summary>How one listener treats its connections. Sizes are Kafka's where Kafka has a name for them.</summary>
public sealed class FrameServerOptions
{
    /// <summary>The name of the listener, for logs, metrics and handlers.</summary>
    public string Listener { get; init; } = "kafka";

    /// <summary>
    /// `socket.request.max.bytes`. Null: as much as the memory for large frames holds, because a frame is whole in memory before it is
    /// handled. Kafka's 100 MiB take 128 MiB of that memory.
    /// </summary>
    public int? SocketRequestBytesMax { get; init; }

    /// <summary>Overlapping requests of one connection. Clients keep 5 in flight; more than this is one client using everybody's memory.</summary>
    public int RequestsInFlightMax { get; init; } = 64;

    /// <summary>Bytes of overlapping requests of one connection: a few full Produce requests of 1 MiB, and a quarter of the memory for large frames. With the frame that
    /// is being received it is all that one connection can hold.</summary>
    public int RequestBytesInFlightMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long a frame, once begun, or a reply may take, besides the time that its size allows for at <see cref="BytesPerSecondMin"/>.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Slower peers are cut: a frame that is half read holds memory that others wait for.</summary>
    public int BytesPerSecondMin { get; init; } = 256 * 1024;

    /// <summary>
    /// A peer that has sent nothing of its frame or taken nothing of its reply for so long is cut while others wait for the memory which that
    /// holds. Longer than a pause of garbage collection.
    /// </summary>
    public TimeSpan StallMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Up to this length, which is what clients send unless they are told otherwise, a frame may take its time even while others wait for
    /// memory: a slow line is no fault.
    /// </summary>
    public int OrdinaryFrameBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// How fast a longer frame has to come while others wait for memory: dripping in, a few of them would hold all there is for minutes.
    /// </summary>
    public int ContendedBytesPerSecondMin { get; init; } = 4 * 1024 * 1024;

    /// <summary>`connections.max.idle.ms`, with Kafka's default.</summary>
    public TimeSpan ConnectionIdleMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Warnings about peers in one <see cref="WarningInterval"/>: enough to see who it is; more would only fill a disk.</summary>
    public int WarningsMax { get; init; } = 20;

    /// <summary>How soon warnings that were left out are summed up.</summary>
    public TimeSpan WarningInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often all connections are looked over for a missed deadline: one pass instead of a timer for each of them.</summary>
    public TimeSpan DeadlineCheckInterval { get; init; } = TimeSpan.FromSeconds(1);
}
