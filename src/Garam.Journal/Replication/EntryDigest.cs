using Garam.Metadata.Commands;
using Garam.Protocol.Checksums;
using Garam.Protocol.Wire;

namespace Garam.Journal.Replication;

/// <summary>
/// What an entry's results came to: CRC-32C over every result's encoding in its command's version, each behind its length in four
/// bytes. A fixed function: every replica has to get the same.
/// </summary>
/// <param name="Sequence">The entry; 0 for none.</param>
/// <param name="Value">0 for an entry without commands.</param>
public readonly record struct EntryDigest(long Sequence, uint Value)
{
    public static EntryDigest Of(long sequence, IReadOnlyList<Command> commands, IReadOnlyList<CommandResult> results)
    {
        if (commands.Count == 0)
        {
            return new EntryDigest(sequence, 0);
        }

        var crc = 0u;
        for (var i = 0; i < commands.Count; i++)
        {
            crc = Append(crc, results[i], commands[i].Version);
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
