using Garam.Metadata.Logs;
using Garam.Metadata.Segments;

namespace Garam.Verification.Segments;

/// <summary>Some live segments with their extents, which take most of the memory.</summary>
internal sealed class SegmentWindow
{
    private readonly ExtentCut _cut;
    private readonly int _from;
    private readonly ReadOnlyMemory<long?> _sizes;
    private readonly PlacedExtent[] _extents;
    private readonly int[] _starts;

    public SegmentWindow(ExtentCut cut, int from, int end, ReadOnlyMemory<long?> sizes)
    {
        (_cut, _from, _sizes) = (cut, from, sizes);
        _extents = cut.ExtentsIn(from, end);
        _starts = new int[end - from + 1];
        var extent = 0;
        for (var index = 0; index < _starts.Length; index++)
        {
            while (extent < _extents.Length && _extents[extent].Rank < from + index)
            {
                extent++;
            }

            _starts[index] = extent;
        }
    }

    public int Count => _starts.Length - 1;

    public LiveSegment Segment(int index) => _cut.Segment(_from + index);

    public long? SizeOf(int index) => _sizes.Span[index];

    public ReadOnlyMemory<PlacedExtent> Extents(int index) => _extents.AsMemory(_starts[index], _starts[index + 1] - _starts[index]);
}
