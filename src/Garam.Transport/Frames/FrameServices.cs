using Microsoft.Extensions.Logging;

namespace Garam.Transport.Frames;

/// <summary>What all connections of a listener share.</summary>
internal sealed record FrameServices(
    IFrameHandler Handler, FrameAdmission Admission, FrameServerOptions Options, TransportMetrics Metrics, TimeProvider Time, ILogger Logger);
