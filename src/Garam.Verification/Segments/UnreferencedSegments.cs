using Garam.Metadata;
using Garam.Storage;
using Garam.Verification.Findings;
using Garam.Verification.Reading;

namespace Garam.Verification.Segments;

/// <summary>Judges stored segments that the state did not know when they were listed.</summary>
internal sealed class UnreferencedSegments(IObjectStore store, LiveState live, VerificationReport report)
{
    public void AddForeign(ObjectStat stat)
    {
        report.Unreferenced.Foreign.Add(stat.Size);
        report.Findings.Add(new Finding(FindingKinds.Foreign, stat.Key, $"{stat.Size} bytes under a name that is no segment's."));
    }

    /// <summary>Brings the state up to date after the listing, so that every segment committed in it is known.</summary>
    public async ValueTask JudgeAsync(IReadOnlyList<ObjectStat> unknown, CancellationToken cancellation)
    {
        if (unknown.Count == 0)
        {
            return;
        }

        await live.AdvanceAsync(cancellation);
        foreach (var stat in unknown)
        {
            if (SegmentId.TryParseKey(stat.Key, out var id))
            {
                await JudgeAsync(stat, live.FateOf(id), cancellation);
            }
        }
    }

    private async ValueTask JudgeAsync(ObjectStat stat, SegmentFate fate, CancellationToken cancellation)
    {
        var tally = report.Unreferenced;
        switch (fate)
        {
            case SegmentFate.Live:
                tally.CommittedSince.Add(stat.Size);
                return;
            case SegmentFate.Dead:
                tally.Dead.Add(stat.Size);
                return;
            case SegmentFate.FromTheFuture when live.IsCurrent && await store.StatAsync(stat.Key, cancellation) is not null:
                report.Findings.Add(new Finding(
                    FindingKinds.JournalLostEnd,
                    stat.Key,
                    $"Its name says that more entries were applied than the {live.Position} that the journal has."));
                return;
            case SegmentFate.Orphan:
                tally.Orphans.Add(stat.Size);
                report.Findings.Add(new Finding(FindingKinds.Orphan, stat.Key, $"{stat.Size} bytes."));
                return;
            default:
                tally.Uncommitted.Add(stat.Size);
                report.Findings.Add(new Finding(FindingKinds.Uncommitted, stat.Key, Describe(stat, fate)));
                return;
        }
    }

    private static string Describe(ObjectStat stat, SegmentFate fate) => fate switch
    {
        SegmentFate.MayBeCommitted => $"{stat.Size} bytes, of a process that lives or was killed and has no successor yet.",
        SegmentFate.LeftBehind => $"{stat.Size} bytes, of a process that has ended.",
        _ => $"{stat.Size} bytes.",
    };
}
