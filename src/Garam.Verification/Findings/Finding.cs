namespace Garam.Verification.Findings;

/// <param name="Kind">What is wrong.</param>
/// <param name="Subject">The object, partition or group that it is wrong with.</param>
/// <param name="Detail">Which of its bytes or numbers, in a sentence.</param>
public sealed record Finding(FindingKind Kind, string Subject, string Detail);

/// <summary>A part of a store; the report has a line for each.</summary>
public enum Area
{
    Journal,
    Snapshots,
    Metadata,
    Segments,
    Unreferenced,
}

/// <summary>One thing that can be wrong with a store.</summary>
/// <param name="Area">Where.</param>
/// <param name="Severity">What it says about the store.</param>
/// <param name="Code">For programs: stable.</param>
/// <param name="Means">What follows from it, in a sentence.</param>
/// <param name="Remedy">What to do about it, in a sentence.</param>
public sealed record FindingKind(Area Area, Severity Severity, string Code, string Means, string Remedy);

/// <summary>What a finding says about the store.</summary>
public enum Severity
{
    /// <summary>Worth knowing; every sound store may have it.</summary>
    Note,

    /// <summary>Somebody should look, and what was acknowledged is all there.</summary>
    Warning,

    /// <summary>Something that was acknowledged is lost or damaged, or the next start or read will fail.</summary>
    Unsound,
}
