using System.Diagnostics;
using Garam.Broker.Requests;
using Garam.Broker.WritePath;
using Garam.Journal.Metrics;
using Garam.Metadata;
using Garam.Protocol;

namespace Garam.UnitTests.Broker;

public sealed class TracesTests
{
    private static readonly SegmentId Segment = new(1, 2, 3);
    private static readonly RequestContext Produce = new(ApiKey.Produce, 9, 1, "client", 0, null!);

    [Fact]
    public void Without_a_listener_a_span_allocates_nothing()
    {
        StartAndEnd();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            StartAndEnd();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void With_a_listener_spans_say_what_happened()
    {
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RequestTraces.SourceName or SegmentTraces.SourceName or JournalTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using (var parent = new Activity("test").Start())
        {
            StartAndEnd();
            ended.RemoveAll(span => span.TraceId != parent.TraceId);
        }

        Assert.Equal(["Produce", "segment.upload", "segment.seal", "journal.append"], ended.Select(span => span.DisplayName));
        Assert.Equal("failed", ended[0].GetTagItem("garam.outcome"));
        Assert.Equal((ActivityStatusCode.Error, ActivityStatusCode.Unset), (ended[0].Status, ended[1].Status));
        Assert.Equal(Segment.Key, ended[1].GetTagItem("garam.segment"));
        Assert.Equal(ended[2].SpanId, ended[1].ParentSpanId);
        Assert.Equal(7L, ended[3].GetTagItem("garam.journal.sequence"));
    }

    private static void StartAndEnd()
    {
        using (var request = RequestTraces.Start(Produce))
        {
            RequestTraces.End(request, RequestOutcome.Failed);
        }

        using (SegmentTraces.StartSeal(2, 100))
        using (var upload = SegmentTraces.StartUpload(Segment, 4096))
        {
            SegmentTraces.End(upload, isStored: true);
        }

        using (JournalTraces.StartAppend(7, 50))
        {
        }
    }
}
