namespace Garam.Journal.Entries;

/// <summary>What lies at a number of the journal, not looked at yet.</summary>
public readonly record struct StoredEntry(long Sequence, ReadOnlyMemory<byte> Bytes);
