using Garam.Storage;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>
/// Checks the segments of a window, some at once: each reader has a stream and takes the next segment when it is done with one. Owned by
/// the verification, which uses one window after the other.
/// </summary>
internal sealed class SegmentReaders
{
    private readonly SegmentContent[] _readers;
    private readonly VerificationProgress _progress;
    private int _next;
    private bool _hasFailed;

    public SegmentReaders(IObjectStore store, SegmentContext context, VerificationProgress progress, int readersMax)
    {
        _progress = progress;
        _readers = [.. Enumerable.Range(0, readersMax).Select(_ => new SegmentContent(new SegmentStream(store, context.Tally), context))];
    }

    /// <summary>Those that something is wrong with, in the order of their keys.</summary>
    public async ValueTask<IReadOnlyList<SegmentFaults>> CheckAsync(SegmentWindow window, CancellationToken cancellation)
    {
        _next = -1;
        var faults = new SegmentFaults?[window.Count];
        var readers = Array.ConvertAll(_readers, reader => ReadAsync(reader, window, faults, cancellation));
        await Task.WhenAll(readers);
        return [.. faults.OfType<SegmentFaults>()];
    }

    private async Task ReadAsync(SegmentContent reader, SegmentWindow window, SegmentFaults?[] faults, CancellationToken cancellation)
    {
        try
        {
            while (Interlocked.Increment(ref _next) is var index && index < window.Count && !Volatile.Read(ref _hasFailed))
            {
                var segment = window.Segment(index);
                var found = await reader.CheckAsync(segment, window.SizeOf(index), window.Extents(index), cancellation);
                faults[index] = found.IsEmpty ? null : found;
                _progress.Add(segment.Length);
            }
        }
        catch
        {
            // The others shall not read on for a verification that has failed.
            Volatile.Write(ref _hasFailed, true);
            throw;
        }
    }
}
