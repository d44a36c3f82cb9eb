using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol.Checksums;
using Garam.Protocol.Wire;

namespace Garam.Journal.Replication;

/// <summary>
/// Sums up an entry's results: CRC-32C over every result's encoding in its command's version, each after its length in four bytes.
/// A fixed function: every replica has to get the same. Texts for people do not count: a reworded message is no divergence.
/// </summary>
/// <param name="Sequence">The entry; 0 for none.</param>
/// <param name="Value">0 for an entry without commands.</param>
public readonly record struct EntryDigest(long Sequence, uint Value)
{
    /// <summary>No digest: there is nothing to compare.</summary>
    public static readonly EntryDigest None;

    /// <param name="sequence">The entry.</param>
    /// <param name="featureLevel">
    /// The level at which the entry was applied. Programs of level 0 let texts count, so an entry of that level with a text in its results has no digest.
    /// </param>
    /// <param name="commands">Its commands.</param>
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
