namespace Garam.Journal.Entries;

/// <summary>A group of commands made durable together, under one sequence number. May be empty: that renews a lease or confirms the tail.</summary>
public sealed record JournalEntry(JournalEntryHeader Header, IReadOnlyList<CommandFrame> Commands)
{
    public long Sequence => Header.Sequence;
}
