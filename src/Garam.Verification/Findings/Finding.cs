namespace Garam.Verification.Findings;

/// <param name="Kind">What is wrong.</param>
/// <param name="Subject">The object, partition or group that it is wrong with.</param>
/// <param name="Detail">Which of its bytes or numbers, in a sentence.</param>
public sealed record Finding(FindingKind Kind, string Subject, string Detail);
