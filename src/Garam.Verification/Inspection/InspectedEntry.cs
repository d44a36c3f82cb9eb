using System.Buffers.Binary;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Metadata.Readable;
using Garam.Storage.Errors;

namespace Garam.Verification.Inspection;

/// <summary>A journal entry as people read it.</summary>
/// <param name="Bytes">The size of the whole file.</param>
/// <param name="Header">Null when nothing can be read.</param>
/// <param name="CommandCount">The number of commands that there should be.</param>
/// <param name="Commands">The commands that could be read.</param>
/// <param name="Faults">Empty when it is whole.</param>
public sealed record InspectedEntry(
    long Bytes, JournalEntryHeader? Header, int CommandCount, IReadOnlyList<ReadableCommand> Commands, IReadOnlyList<string> Faults)
{
    /// <param name="sequence">The number in its file's name; null when the name is not an entry's.</param>
    public static InspectedEntry Of(ReadOnlyMemory<byte> file, long? sequence)
    {
        var faults = new List<string>();
        var entry = JournalEntryCodec.ReadUnchecked(file);
        if (entry is null)
        {
            return new InspectedEntry(file.Length, null, 0, [], ["It does not begin like a journal entry."]);
        }

        try
        {
            _ = JournalEntryCodec.Decode(
                file, sequence ?? entry.Sequence, sequence is { } number ? ObjectStoreJournal.KeyOf(number) : "The entry");
        }
        catch (GaramException fault)
        {
            faults.Add(fault.Message);
        }

        var stated = BinaryPrimitives.ReadInt32BigEndian(file.Span[6..]);
        if (stated != file.Length)
        {
            faults.Add($"It says that it has {stated} bytes, and the file has {file.Length}.");
        }

        var (commands, broken) = ReadableCommand.ReadAll(entry.CommandBytes, entry.CommandCount);
        if (broken is not null)
        {
            faults.Add(broken);
        }

        return new InspectedEntry(file.Length, entry.Header, entry.CommandCount, commands, faults);
    }
}
