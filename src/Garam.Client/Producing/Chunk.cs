namespace Garam.Client.Producing;

/// <summary>A piece of a <see cref="ChunkPool"/>. It belongs to one batch at a time.</summary>
internal sealed class Chunk(Memory<byte> memory)
{
    public Memory<byte> Memory => memory;

    /// <summary>What is written, from the start.</summary>
    public int Length { get; set; }

    public int RoomBytes => memory.Length - Length;

    /// <summary>Behind what is written.</summary>
    public Span<byte> Room => memory.Span[Length..];

    public ReadOnlyMemory<byte> Written => memory[..Length];
}
