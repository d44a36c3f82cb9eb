namespace Garam.Verification.Findings;

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
