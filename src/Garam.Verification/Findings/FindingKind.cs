namespace Garam.Verification.Findings;

/// <summary>One thing that can be wrong with a store.</summary>
/// <param name="Area">Where.</param>
/// <param name="Severity">What it says about the store.</param>
/// <param name="Code">For programs: stable.</param>
/// <param name="Means">What follows from it, in a sentence.</param>
/// <param name="Remedy">What to do about it, in a sentence.</param>
public sealed record FindingKind(Area Area, Severity Severity, string Code, string Means, string Remedy);
