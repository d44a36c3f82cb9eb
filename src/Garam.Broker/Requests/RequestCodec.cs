using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>Request headers, bodies and answers as bytes (KIP-482 for the flexible header versions).</summary>
public static class RequestCodec
{
    private const int FixedHeaderLength = sizeof(short) + sizeof(short) + sizeof(int);

    /// <summary>The key of a frame that is long enough to have one, without looking at anything else.</summary>
    public static ApiKey? PeekKey(ReadOnlySpan<byte> frame) =>
        frame.Length < FixedHeaderLength ? null : (ApiKey)System.Buffers.Binary.BinaryPrimitives.ReadInt16BigEndian(frame);

    /// <exception cref="MalformedRequestException">The header is cut short or is not a header.</exception>
    public static RequestContext DecodeHeader(ReadOnlyMemory<byte> frame, FrameConnection connection)
    {
        var reader = new WireReader(frame);
        var key = (ApiKey)reader.ReadInt16();
        var version = reader.ReadInt16();
        var correlation = reader.ReadInt32();

        // The client id keeps its old form in flexible headers too, so that it can be read before the version is known to be served.
        var client = reader.ReadNullableString(compact: false);
        if (ApiVersionTable.Find(key) is { } versions && versions.IsFlexible(version))
        {
            reader.SkipTaggedFields();
        }

        return new RequestContext(key, version, correlation, client, reader.Position, connection);
    }

    public static TRequest Decode<TRequest>(ReadOnlyMemory<byte> frame, RequestContext context)
        where TRequest : class, IRequest, new()
    {
        var reader = new WireReader(frame[context.HeaderLength..]);
        var request = new TRequest();
        request.Read(ref reader, context.Version);
        reader.ExpectEnd();
        return request;
    }

    public static FrameReply Encode(RequestContext context, IMessage response) => Encode(context, response, context.Version);

    /// <param name="version">Differs from the request's only where ApiVersions answers a version that it does not know.</param>
    public static FrameReply Encode(RequestContext context, IMessage response, short version)
    {
        var frame = new FrameWriter(lengthPrefixed: true);
        try
        {
            var writer = new WireWriter(frame);
            writer.WriteInt32(context.CorrelationId);

            // ApiVersions keeps the old response header for ever: its client does not know yet what the server can read.
            if (context.Key != ApiKey.ApiVersions && ApiVersionTable.Get(context.Key).IsFlexible(version))
            {
                writer.WriteTagCount(0);
            }

            response.Write(ref writer, version);
            writer.Flush();
            return new FrameReply(frame.Complete(), frame);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }
}
