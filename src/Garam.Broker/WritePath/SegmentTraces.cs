using System.Diagnostics;
using Garam.Metadata;

namespace Garam.Broker.WritePath;

/// <summary>One trace for each segment: its seal, and below it the upload. Nothing is allocated while no listener wants it.</summary>
internal static class SegmentTraces
{
    public const string SourceName = "Garam.Broker.Segments";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? StartSeal(int batches, long batchBytes)
    {
        var span = Source.StartActivity("segment.seal");
        span?.SetTag("garam.segment.batches", batches);
        span?.SetTag("garam.segment.batch_bytes", batchBytes);
        return span;
    }

    public static Activity? StartUpload(SegmentId id, int bytes)
    {
        var span = Source.StartActivity("segment.upload", ActivityKind.Client);
        span?.SetTag("garam.segment", id.Key);
        span?.SetTag("garam.segment.bytes", bytes);
        return span;
    }

    public static void End(Activity? upload, bool isStored) =>
        upload?.SetStatus(isStored ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
}
