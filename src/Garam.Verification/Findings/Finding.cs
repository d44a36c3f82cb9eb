namespace Garam.Verification.Findings;

/// <param name="Kind">The kind of fault.</param>
/// <param name="Subject">The object, partition or group that has the fault.</param>
/// <param name="Detail">The bytes or numbers in question, in a sentence.</param>
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
/// <param name="Severity">The verdict on the store.</param>
/// <param name="Code">For programs: stable.</param>
/// <param name="Means">The consequence, in a sentence.</param>
/// <param name="Remedy">The advice to the operator, in a sentence.</param>
public sealed record FindingKind(Area Area, Severity Severity, string Code, string Means, string Remedy);

/// <summary>The verdict of a finding on the store.</summary>
public enum Severity
{
    /// <summary>Worth knowing; every sound store may have it.</summary>
    Note,

    /// <summary>Somebody should look, and what was acknowledged is all there.</summary>
    Warning,

    /// <summary>Something that was acknowledged is lost or damaged, or the next start or read will fail.</summary>
    Unsound,
}
