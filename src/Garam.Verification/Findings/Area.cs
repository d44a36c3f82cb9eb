namespace Garam.Verification.Findings;

/// <summary>A part of a store; the report has a line for each.</summary>
public enum Area
{
    Journal,
    Snapshots,
    Metadata,
    Segments,
    Unreferenced,
}
