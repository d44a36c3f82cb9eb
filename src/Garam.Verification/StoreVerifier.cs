using System.Collections.Immutable;
using Garam.Metadata.Logs;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Storage;
using Garam.Storage.Format;
using Garam.Verification.Findings;
using Garam.Verification.Journals;
using Garam.Verification.Reading;
using Garam.Verification.Segments;
using Garam.Verification.States;

namespace Garam.Verification;

/// <summary>
/// Says whether a store is sound: reads journal, snapshots and segments, compares them with each other, and writes nothing. A server may
/// write meanwhile: the state is taken at one journal entry, and anything that looks wrong is looked up again in a newer one. Memory: the
/// state, about as much again for its snapshots' chunks while it is restored, and a fixed amount for pages, windows and readers.
/// </summary>
/// <param name="store">Not owned.</param>
/// <param name="options">How much is read.</param>
/// <param name="time">Times the pauses between repeated reads.</param>
public sealed class StoreVerifier(IObjectStore store, VerificationOptions options, TimeProvider time)
{
    public VerificationProgress Progress { get; } = new();

    /// <summary>Lists up to so many names that no object can have, where a store may hold such; see the directory store.</summary>
    public Func<int, CancellationToken, ValueTask<IReadOnlyList<string>>>? ForeignNames { get; init; }

    /// <param name="told">Called for each finding, by one reader at a time.</param>
    /// <param name="cancellation">Ends the verification.</param>
    /// <exception cref="Storage.Errors.GaramException">This is no store, a newer program wrote it, or it cannot be read at all.</exception>
    public async ValueTask<VerificationReport> RunAsync(Action<Finding>? told, CancellationToken cancellation)
    {
        // Whatever it stands on can write: not from here.
        await using var reading = new ReadOnlyStore(store);
        await StoreFormat.RequireAsync(reading, cancellation);
        var report = new VerificationReport { IsDeep = options.IsDeep, Findings = new FindingLog(told) };
        if (await new MetadataReader(reading, report, time).RunAsync(cancellation) is { } restored)
        {
            (report.HasMetadata, report.Position) = (true, restored.Replica.AppliedSequence);
            var (cut, topics) = restored.Replica.Read(report, CheckState);
            Progress.TotalBytes = report.Segments.LiveBytes;
            var context = new SegmentContext(options.IsDeep, new RememberedBatches(cut), report.Segments, PartitionNames.From(topics));
            var readers = new SegmentReaders(reading, context, Progress, options.ReadersMax);
            await new SegmentPass(reading, cut, restored.Live, report, context).RunAsync(readers, cancellation);
        }

        await new ForeignObjects(reading, report).RunAsync(ForeignNames, cancellation);
        return report;
    }

    private static (ExtentCut Extents, ImmutableSortedDictionary<Uuid, TopicState> Topics) CheckState(
        ClusterState state, VerificationReport report)
    {
        var cut = state.CutExtents();
        new StatePass(state, cut, report.Findings, report.Metadata).Run();
        report.Segments.Live = cut.SegmentCount;
        for (var rank = 0; rank < cut.SegmentCount; rank++)
        {
            report.Segments.LiveBytes += cut.Segment(rank).Length;
        }

        return (cut, state.Topics.CaptureTopics());
    }
}

public sealed class VerificationOptions
{
    /// <summary>Also reads every segment from end to end and decodes every record.</summary>
    public bool IsDeep { get; init; }

    /// <summary>Segments read at once: as many as a directory store has threads for reading, so that the disk is what limits.</summary>
    public int ReadersMax { get; init; } = 4;
}
