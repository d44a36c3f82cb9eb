using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Storage.Errors;

namespace Garam.Journal.Ends;

/// <summary>An entry past the first absent number.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Header">Null when the entry is damaged.</param>
public readonly record struct EntryBeyond(long Sequence, JournalEntryHeader? Header)
{
    public static EntryBeyond Of(long sequence, ReadOnlyMemory<byte> stored)
    {
        try
        {
            return new EntryBeyond(sequence, JournalEntryCodec.Decode(stored, sequence, ObjectStoreJournal.KeyOf(sequence)).Header);
        }
        catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
        {
            return new EntryBeyond(sequence, null);
        }
    }
}
