using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Journal.Entries;

/// <summary>
/// A group of commands made durable together, under one sequence number. It may be empty: that renews a lease or confirms the tail.
/// </summary>
/// <param name="CommandBytes">The framed commands, not parsed: whether an entry is accepted does not depend on them.</param>
public sealed record JournalEntry(JournalEntryHeader Header, int CommandCount, ReadOnlyMemory<byte> CommandBytes)
{
    public long Sequence => Header.Sequence;

    /// <summary>
    /// Their byte fields borrow the entry. Throws Invalid for commands that this program does not know, naming the entry.
    /// </summary>
    public IReadOnlyList<Command> ReadCommands()
    {
        var commands = new Command[CommandCount];
        var reader = new WireReader(CommandBytes);
        try
        {
            for (var i = 0; i < commands.Length; i++)
            {
                commands[i] = CommandCatalog.Read(ref reader);
            }

            reader.ExpectEnd();
            return commands;
        }
        catch (MalformedRequestException fault)
        {
            // The checksum was right: these are the bytes that a leader wrote.
            throw new GaramException(
                ErrorKind.Invalid, $"Journal entry {Sequence} holds a command that this program cannot read: {fault.Message}", fault);
        }
    }
}

/// <summary>The fields that order and guard an entry.</summary>
/// <param name="Sequence">The number it was created at.</param>
/// <param name="Epoch">The leadership that wrote it.</param>
/// <param name="Nonce">Random. It tells this entry from any other that was meant for the same number.</param>
/// <param name="PredecessorNonce">The entry that the writer took for the last accepted one.</param>
/// <param name="TimestampMs">The leader's time, stamped on every command of the entry.</param>
/// <param name="DigestSequence">The earlier entry that <paramref name="Digest"/> belongs to; 0 when there is none.</param>
/// <param name="Digest">The digest of that entry's results on the leader. A replica that disagrees has diverged.</param>
public readonly record struct JournalEntryHeader(
    long Sequence,
    int Epoch,
    ulong Nonce,
    ulong PredecessorNonce,
    long TimestampMs,
    long DigestSequence,
    uint Digest);

/// <summary>The stored bytes at a number of the journal, not decoded yet.</summary>
public readonly record struct StoredEntry(long Sequence, ReadOnlyMemory<byte> Bytes);
