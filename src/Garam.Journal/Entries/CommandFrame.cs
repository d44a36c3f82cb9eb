namespace Garam.Journal.Entries;

/// <summary>One command as it lies in an entry: readable without knowing what the type means.</summary>
/// <param name="Type">A CommandType, perhaps of a newer program.</param>
/// <param name="Version">The version it was encoded in and is applied as.</param>
/// <param name="Payload">Borrows the entry's bytes.</param>
public readonly record struct CommandFrame(short Type, short Version, ReadOnlyMemory<byte> Payload)
{
    /// <summary>What stands before the payload: type, version, length.</summary>
    public const int HeaderBytes = sizeof(short) + sizeof(short) + sizeof(int);

    public int EncodedBytes => HeaderBytes + Payload.Length;
}
