using Garam.Metadata.Segments;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>The faults of one segment, kept until it is certain that the segment is still wanted. Few, however ruined it is.</summary>
internal sealed class SegmentFaults(LiveSegment segment)
{
    /// <summary>One flipped byte gives two or three; more than this tell nothing new about one object.</summary>
    private const int KeptMax = 16;

    private readonly List<Finding> _findings = [];
    private int _more;

    public LiveSegment Segment => segment;

    public bool IsEmpty => _findings.Count == 0;

    public void Add(FindingKind kind, string detail)
    {
        if (_findings.Count < KeptMax)
        {
            _findings.Add(new Finding(kind, segment.Id.Key, detail));
        }
        else
        {
            _more++;
        }
    }

    public IEnumerable<Finding> Take()
    {
        if (_more > 0)
        {
            _findings[^1] = _findings[^1] with { Detail = $"{_findings[^1].Detail} And {_more} more in this segment." };
        }

        return _findings;
    }
}
