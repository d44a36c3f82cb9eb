namespace Garam.Verification;

public sealed class VerificationOptions
{
    /// <summary>Also reads every segment from end to end and decodes every record.</summary>
    public bool IsDeep { get; init; }

    /// <summary>Segments read at once: as many as a directory store has threads for reading, so that the disk is what limits.</summary>
    public int ReadersMax { get; init; } = 4;
}
