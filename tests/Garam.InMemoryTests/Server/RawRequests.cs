using System.Buffers.Binary;
using Garam.Protocol;

namespace Garam.InMemoryTests.Server;

/// <summary>Request frames that no client of ours would write.</summary>
internal static class RawRequests
{
    /// <summary>A header of version 1, its client id null, and whatever bytes follow it.</summary>
    public static byte[] Header(ApiKey key, short version, int correlation, byte[] trailing)
    {
        const int HeaderBytes = 10;
        var frame = new byte[sizeof(int) + HeaderBytes + trailing.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, HeaderBytes + trailing.Length);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(4), (short)key);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), version);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), correlation);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(12), -1);
        trailing.CopyTo(frame, sizeof(int) + HeaderBytes);
        return frame;
    }
}
