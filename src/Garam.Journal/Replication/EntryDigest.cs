using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol.Checksums;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Journal.Replication;

/// <summary>
/// The digest of an entry's results: CRC-32C over every result's encoding in its command's version, each after its length in four bytes. A
/// fixed function, because every replica has to get the same value. Texts for people do not count: a reworded message is not a divergence.
/// </summary>
/// <param name="Sequence">The entry; 0 for none.</param>
/// <param name="Value">0 for an entry without commands.</param>
public readonly record struct EntryDigest(long Sequence, uint Value)
{
    /// <summary>No digest: there is nothing to compare.</summary>
    public static readonly EntryDigest None;

    /// <param name="featureLevel">
    /// The level at which the entry was applied. Programs of level 0 let texts count, so an entry of that level with a text in its results
    /// has no digest.
    /// </param>
    /// <param name="results">One for each command.</param>
    public static EntryDigest Of(long sequence, short featureLevel, IReadOnlyList<Command> commands, IReadOnlyList<CommandResult> results)
    {
        if (featureLevel < FeatureLevels.One && results.Any(static result => result.HasText))
        {
            return None;
        }

        if (commands.Count == 0)
        {
            return new EntryDigest(sequence, 0);
        }

        var crc = 0u;
        for (var i = 0; i < commands.Count; i++)
        {
            crc = Append(crc, results[i].WithoutText(), commands[i].Version);
        }

        return new EntryDigest(sequence, crc);
    }

    private static uint Append(uint crc, CommandResult result, short version)
    {
        using var frame = new FrameWriter(lengthPrefixed: true);
        var writer = new WireWriter(frame);
        result.Write(ref writer, version);
        writer.Flush();
        foreach (var slice in frame.Complete())
        {
            crc = Crc32C.Append(crc, slice.Span);
        }

        return crc;
    }
}

/// <summary>
/// The digests of the newest entries, to be compared with what later entries say of them. Owner: the replica, under its lock.
/// </summary>
internal sealed class DigestHistory
{
    /// <summary>
    /// An entry names one that was applied when it was built: at most as many back as can be in flight, and a few that were stepped over.
    /// </summary>
    private const int Kept = 64;

    private readonly EntryDigest[] _digests = new EntryDigest[Kept];

    /// <summary>An entry without a digest takes no place.</summary>
    public void Add(EntryDigest digest)
    {
        if (digest != EntryDigest.None)
        {
            _digests[digest.Sequence % Kept] = digest;
        }
    }

    /// <summary>
    /// Throws Corrupt when this replica got something else for the entry. One from before the snapshot cannot be compared.
    /// </summary>
    public void Compare(EntryDigest leaders)
    {
        var ours = _digests[leaders.Sequence % Kept];
        if (leaders.Sequence != 0 && ours.Sequence == leaders.Sequence && ours.Value != leaders.Value)
        {
            throw new GaramException(
                ErrorKind.Corrupt,
                $"This replica has diverged: the results of journal entry {leaders.Sequence} are {ours.Value:X8} here and "
                    + $"{leaders.Value:X8} on the leader.");
        }
    }
}
