using Garam.Protocol.Messages.Headers;

namespace Garam.Protocol.Wire;

/// <summary>Encodes whole frames, length prefix and header included. The caller owns the frame, and completes it when it sends.</summary>
public static class FrameEncoding
{
    public static FrameWriter Response(ApiKey key, short version, int correlationId, IMessage body)
    {
        var header = new ResponseHeader { CorrelationId = correlationId };
        return Encode(header, ApiVersionTable.ResponseHeaderVersion(key, version), body, version);
    }

    public static FrameWriter Request(ApiKey key, short version, int correlationId, string? clientId, IMessage body)
    {
        var header = new RequestHeader
        {
            RequestApiKey = key,
            RequestApiVersion = version,
            CorrelationId = correlationId,
            ClientId = clientId,
        };
        return Encode(header, ApiVersionTable.RequestHeaderVersion(key, version), body, version);
    }

    /// <summary>Reads the header at the beginning of a request frame, and leaves the reader before the body.</summary>
    public static RequestHeader ReadRequestHeader(ref WireReader reader)
    {
        var peek = reader;
        var key = (ApiKey)peek.ReadInt16();
        var version = peek.ReadInt16();
        var header = new RequestHeader();
        header.Read(ref reader, ApiVersionTable.RequestHeaderVersion(key, version));
        return header;
    }

    /// <summary>Reads the header at the beginning of a response frame.</summary>
    public static ResponseHeader ReadResponseHeader(ref WireReader reader, ApiKey key, short version)
    {
        var header = new ResponseHeader();
        header.Read(ref reader, ApiVersionTable.ResponseHeaderVersion(key, version));
        return header;
    }

    private static FrameWriter Encode(IMessage header, short headerVersion, IMessage body, short version)
    {
        var frame = new FrameWriter(lengthPrefixed: true);
        try
        {
            var writer = new WireWriter(frame);
            header.Write(ref writer, headerVersion);
            body.Write(ref writer, version);
            writer.Flush();
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }
}
