using System.Buffers;
using Garam.Metadata.Commands;
using Garam.Protocol.Checksums;

namespace Garam.Metadata;

/// <summary>
/// CRC-32C over the framed results of one entry's commands, in order. Leaders write it into a later entry; a replica that
/// computes another one has diverged and stops. Reused from entry to entry; one thread.
/// </summary>
public sealed class ResultDigest
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public uint Value { get; private set; }

    public void Add(CommandType type, CommandResult result)
    {
        _buffer.ResetWrittenCount();
        FramedMessage.Write((short)type, 0, result, _buffer);
        Value = Crc32C.Append(Value, _buffer.WrittenSpan);
    }

    public void Reset() => Value = 0;
}
