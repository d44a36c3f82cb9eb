namespace Garam.Cli.Records.Producing;

/// <summary>
/// What a delivery says of a record: which one of the input it was, and how large. Both lie in the one number that the producer gives back, so
/// that nothing has to be remembered of records that are under way.
/// </summary>
/// <param name="Number">From 1 on; 37 bits are kept of it, which a program that writes a million records a second fills in a day and a half.</param>
/// <param name="SizeBytes">Of key and value; no request is larger than 64 MiB.</param>
internal readonly record struct RecordTag(long Number, int SizeBytes)
{
    private const int SizeBits = 27;

    public long Value => (Number << SizeBits) | (uint)SizeBytes;

    public static RecordTag From(long value) => new((long)((ulong)value >> SizeBits), (int)(value & ((1 << SizeBits) - 1)));
}
