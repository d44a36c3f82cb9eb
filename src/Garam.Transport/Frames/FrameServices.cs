namespace Garam.Transport.Frames;

/// <summary>What all connections of a listener share.</summary>
/// <param name="Handler">Answers.</param>
/// <param name="Admission">Memory and places.</param>
/// <param name="Options">Limits.</param>
/// <param name="RequestBytesMax">The largest frame that is let in.</param>
/// <param name="Metrics">Counts.</param>
/// <param name="Time">The only clock.</param>
/// <param name="Ends">Tells how connections ended.</param>
internal sealed record FrameServices(
    IFrameHandler Handler, FrameAdmission Admission, FrameServerOptions Options, int RequestBytesMax, TransportMetrics Metrics, TimeProvider Time,
    ConnectionEndLog Ends);
