using System.Buffers.Binary;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>Request headers, bodies and answers as bytes.</summary>
internal static class RequestCodec
{
    /// <summary>The key of a frame that is long enough to have one, without looking at anything else.</summary>
    public static ApiKey? PeekKey(ReadOnlySpan<byte> frame) =>
        frame.Length < sizeof(short) ? null : (ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame);

    /// <exception cref="MalformedRequestException">The header is cut short or is not a header.</exception>
    public static RequestContext DecodeHeader(ReadOnlyMemory<byte> frame, FrameConnection connection, string? listenerZone = null)
    {
        var reader = new WireReader(frame);
        var header = FrameEncoding.ReadRequestHeader(ref reader);
        return new RequestContext(
            header.RequestApiKey, header.RequestApiVersion, header.CorrelationId, header.ClientId, reader.Position, connection,
            listenerZone);
    }

    /// <exception cref="MalformedRequestException">The body is not one of this version.</exception>
    public static TRequest Decode<TRequest>(ReadOnlyMemory<byte> frame, RequestContext context)
        where TRequest : class, IRequest, new()
    {
        var request = new TRequest();
        Decode(frame, context, request);
        return request;
    }

    /// <summary>
    /// Ignores bytes past the end of the body, as Kafka does: librdkafka 2.x ends a Metadata request for all topics with three bytes of a
    /// length that it reserved and did not need.
    /// </summary>
    /// <exception cref="MalformedRequestException">The body is not one of this version.</exception>
    public static void Decode(ReadOnlyMemory<byte> frame, RequestContext context, IMessage into)
    {
        var reader = new WireReader(frame[context.HeaderLength..]);
        into.Read(ref reader, context.Version);
    }

    public static FrameReply Encode(RequestContext context, IMessage response) => Encode(context, response, context.Version);

    /// <param name="version">Differs from the request's only where ApiVersions answers a version that it does not know.</param>
    public static FrameReply Encode(RequestContext context, IMessage response, short version)
    {
        var frame = FrameEncoding.Response(context.Key, version, context.CorrelationId, response);
        context.Errors = frame.Errors;
        return new FrameReply(frame.Complete(), frame);
    }
}
