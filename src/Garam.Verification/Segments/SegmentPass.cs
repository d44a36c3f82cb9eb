using Garam.Metadata;
using Garam.Metadata.Logs;
using Garam.Storage;
using Garam.Verification.Findings;
using Garam.Verification.Reading;

namespace Garam.Verification.Segments;

/// <summary>
/// Walks the listing of the segments and the live segments, which have the same order, side by side. A segment in both is read; one in only
/// one of them is looked up again and then judged. Memory: a page of the listing, the extents of a window, and one stream per reader.
/// </summary>
internal sealed class SegmentPass(IObjectStore store, ExtentCut cut, LiveState live, VerificationReport report, SegmentContext context)
{
    /// <summary>Less than fifty megabytes; a window is at least one segment.</summary>
    private const int WindowExtentsMax = 500_000;

    private readonly UnreferencedSegments _unreferenced = new(store, live, report);
    private readonly List<ObjectStat> _unknown = [];
    private int _next;

    public async ValueTask RunAsync(SegmentReaders readers, CancellationToken cancellation)
    {
        await foreach (var page in ObjectPages.ListAsync(store, SegmentId.KeyPrefix, SegmentId.KeyPrefix, cancellation))
        {
            var end = page.Count < ObjectPages.PageObjects ? cut.SegmentCount : EndOf(page[^1].Key);
            var sizes = Match(page, end);
            await ReadAsync(readers, end, sizes, cancellation);
            await _unreferenced.JudgeAsync(_unknown, cancellation);
            _unknown.Clear();
        }

        if (live.Fault is { } fault)
        {
            report.Findings.Add(new Finding(FindingKinds.EntryDamaged, "journal", fault));
        }
    }

    /// <summary>The first live segment that sorts after a key.</summary>
    private int EndOf(string key)
    {
        var end = _next;
        while (end < cut.SegmentCount && string.CompareOrdinal(cut.Segment(end).Id.Key, key) <= 0)
        {
            end++;
        }

        return end;
    }

    /// <summary>The sizes of the live segments of this page as they are listed; null for those that are not.</summary>
    private long?[] Match(IReadOnlyList<ObjectStat> page, int end)
    {
        var sizes = new long?[end - _next];
        var rank = _next;
        foreach (var stat in page)
        {
            if (!SegmentId.TryParseKey(stat.Key, out var id))
            {
                _unreferenced.AddForeign(stat);
                continue;
            }

            while (rank < end && SegmentKeyRange.CompareKeys(cut.Segment(rank).Id, id) < 0)
            {
                rank++;
            }

            if (rank < end && cut.Segment(rank).Id == id)
            {
                sizes[rank - _next] = stat.Size;
            }
            else
            {
                _unknown.Add(stat);
            }
        }

        return sizes;
    }

    private async ValueTask ReadAsync(SegmentReaders readers, int end, long?[] sizes, CancellationToken cancellation)
    {
        var first = _next;
        while (_next < end)
        {
            var from = _next;
            _next = EndOfWindow(end);
            var window = new SegmentWindow(cut, from, _next, sizes.AsMemory(from - first, _next - from));
            await ReportAsync(await readers.CheckAsync(window, cancellation), cancellation);
        }
    }

    private int EndOfWindow(int end)
    {
        long extents = 0;
        var next = _next;
        do
        {
            extents += cut.Segment(next++).LiveExtents;
        }
        while (next < end && extents + cut.Segment(next).LiveExtents <= WindowExtentsMax);
        return next;
    }

    /// <summary>An unreferenced segment was deleted during the check, as retention does.</summary>
    private async ValueTask ReportAsync(IReadOnlyList<SegmentFaults> suspects, CancellationToken cancellation)
    {
        if (suspects.Count == 0)
        {
            return;
        }

        await live.AdvanceAsync(cancellation);
        foreach (var suspect in suspects)
        {
            if (live.FateOf(suspect.Segment.Id) is SegmentFate.Live or SegmentFate.Unclear)
            {
                report.Findings.AddRange(suspect.Take());
            }
            else
            {
                context.Tally.AddWentAway();
            }
        }
    }
}
