using System.Buffers.Binary;
using Garam.Client.Errors;
using Garam.Transport.Connections;

namespace Garam.Client.Connections;

/// <summary>
/// Cuts the stream of a connection into answers. Small answers that arrive together are received together. Of a large answer, all but the
/// first bytes go straight to the caller's memory. One reader. It borrows the stream and owns a small buffer.
/// </summary>
internal sealed class ResponseReader(IConnection stream)
{
    /// <summary>Holds dozens of acknowledgements; copying this much of a large answer costs nothing that shows.</summary>
    private const int AheadBytes = 4096;

    /// <summary>From this length on, fewer wake-ups are worth a system call.</summary>
    private const int PatientBytesMin = 64 * 1024;

    /// <summary>More would let a fast sender fill the socket's buffer, and stop, before this reader wakes.</summary>
    private const int LowWaterBytesMax = 256 * 1024;

    private readonly byte[] _ahead = new byte[AheadBytes];
    private int _start;
    private int _end;

    /// <summary>Returns the length prefix of the next answer.</summary>
    /// <exception cref="IOException">The stream broke.</exception>
    /// <exception cref="KafkaException">The stream ended.</exception>
    public async ValueTask<int> ReadLengthAsync(CancellationToken closed)
    {
        while (_end - _start < sizeof(int))
        {
            _ahead.AsSpan(_start.._end).CopyTo(_ahead);
            (_start, _end) = (0, _end - _start);
            _end += await ReceiveAsync(_ahead.AsMemory(_end), closed);
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(_ahead.AsSpan(_start));
        _start += sizeof(int);
        return length;
    }

    /// <summary>Fills the destination.</summary>
    /// <exception cref="IOException">The stream broke.</exception>
    /// <exception cref="KafkaException">The stream ended.</exception>
    public async ValueTask ReadAsync(Memory<byte> destination, CancellationToken closed)
    {
        var copied = Math.Min(_end - _start, destination.Length);
        _ahead.AsMemory(_start, copied).CopyTo(destination);
        _start += copied;
        destination = destination[copied..];
        var isPatient = destination.Length >= PatientBytesMin;
        while (!destination.IsEmpty)
        {
            if (isPatient)
            {
                stream.ExpectAtLeast(Math.Min(destination.Length, LowWaterBytesMax));
            }

            destination = destination[await ReceiveAsync(destination, closed)..];
        }

        if (isPatient)
        {
            stream.ExpectAtLeast(1);
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken closed)
    {
        var received = await stream.ReceiveAsync(destination, closed);
        return received > 0 ? received : throw new KafkaException(KafkaFault.ConnectionClosed, "The broker closed the connection.");
    }
}
