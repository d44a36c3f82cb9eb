namespace Garam.Metadata.Commands.Segments;

/// <summary>What became of a commit as a whole. Only <see cref="Applied"/> uses up its number. Written to journals' digests: never renumber.</summary>
public enum CommitOutcome : sbyte
{
    /// <summary>Now, or before: a repeated number is answered with its stored results.</summary>
    Applied = 0,

    /// <summary>The incarnation is closed: its process stops for good.</summary>
    Fenced = 1,

    /// <summary>An earlier number is missing. The leader lets such commits wait and does not put them into an entry.</summary>
    Gap = 2,

    /// <summary>The process has confirmed this number: its results are forgotten.</summary>
    AlreadyConfirmed = 3,

    /// <summary>The segment was born below the birth watermark and may be deleted at any time. Send its number again as a skip.</summary>
    BornTooEarly = 4,

    /// <summary>The process does not confirm results, see <see cref="Processes.ProcessState.UnconfirmedCommitsMax"/>.</summary>
    TooManyUnconfirmed = 5,

    /// <summary>It contradicts itself, or names a segment that is committed already.</summary>
    Malformed = 6,
}
