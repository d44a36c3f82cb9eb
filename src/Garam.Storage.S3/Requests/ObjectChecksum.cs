using System.Buffers.Binary;

namespace Garam.Storage.S3.Requests;

/// <summary>An object's CRC-32C in the headers of requests and answers: four bytes, big-endian, as Base64.</summary>
internal static class ObjectChecksum
{
    /// <summary>The service compares it with what arrives.</summary>
    private const string Header = "x-amz-checksum-crc32c";

    /// <summary>Kept by every service, where many do not know Amazon's header.</summary>
    private const string Metadata = "x-amz-meta-crc32c";

    public static S3Request WithChecksum(this S3Request request, uint checksum)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, checksum);
        var text = Convert.ToBase64String(bytes);
        return request.With(Header, text).With(Metadata, text);
    }

    /// <summary>Null for an object that another program wrote.</summary>
    public static uint? Of(HttpResponseMessage answer)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return answer.Headers.TryGetValues(Metadata, out var values)
            && Convert.TryFromBase64String(values.First(), bytes, out var length) && length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : null;
    }
}
