using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Journal.Entries;

/// <summary>A group of commands made durable together, under one sequence number. May be empty: that renews a lease or confirms the tail.</summary>
/// <param name="Header">What orders and guards it.</param>
/// <param name="CommandCount">How many commands follow.</param>
/// <param name="CommandBytes">The commands as they are framed, not looked at: whether an entry is accepted does not depend on them.</param>
public sealed record JournalEntry(JournalEntryHeader Header, int CommandCount, ReadOnlyMemory<byte> CommandBytes)
{
    public long Sequence => Header.Sequence;

    /// <summary>Their byte fields borrow the entry. Throws Invalid for commands that this program does not know, naming the entry.</summary>
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
            throw new GaramException(ErrorKind.Invalid, $"Journal entry {Sequence} holds a command that this program cannot read: {fault.Message}", fault);
        }
    }
}
