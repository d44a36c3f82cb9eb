using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Peers.Wire;

/// <summary>
/// The bytes of requests and replies. A request is <c>length:4 | API key:2 | version:2 | correlation id:4 | body</c>; a reply is
/// <c>length:4 | correlation id:4 | <see cref="ReplyHeader"/> | body</c>.
/// </summary>
internal static class PeerFrames
{
    /// <summary>The oldest version of the API that this program speaks.</summary>
    public const short VersionMin = 0;

    public const short VersionMax = 0;

    /// <summary>The largest frame of the handshake. Until it is over, neither end takes more from the other.</summary>
    public const int HelloBytesMax = 1024;

    /// <summary>Every body has version 0 so far.</summary>
    private const short BodyVersion = 0;

    public static FrameWriter Request(PeerApi api, int correlation, IMessage body) => Encode((ref WireWriter writer) =>
    {
        writer.WriteInt16((short)api);
        writer.WriteInt16(VersionMax);
        writer.WriteInt32(correlation);
        body.Write(ref writer, BodyVersion);
    });

    public static FrameWriter Reply(int correlation, IMessage body) => Encode((ref WireWriter writer) =>
    {
        writer.WriteInt32(correlation);
        new ReplyHeader { OutcomeValue = (sbyte)CallOutcome.Done }.Write(ref writer, BodyVersion);
        body.Write(ref writer, BodyVersion);
    });

    public static FrameWriter Refusal(int correlation, GaramException fault) => Encode((ref WireWriter writer) =>
    {
        var header = new ReplyHeader
        {
            OutcomeValue = (sbyte)CallOutcomes.Of(fault.Kind),
            IsNoSpace = fault.IsNoSpace,
            Text = fault.Message,
        };
        writer.WriteInt32(correlation);
        header.Write(ref writer, BodyVersion);
    });

    /// <exception cref="Garam.Protocol.MalformedRequestException">The frame is cut short.</exception>
    public static RequestHead ReadRequestHead(ReadOnlyMemory<byte> frame)
    {
        var reader = new WireReader(frame);
        return new RequestHead((PeerApi)reader.ReadInt16(), reader.ReadInt16(), reader.ReadInt32(), reader.Position);
    }

    /// <summary>Reads the outcome of a reply, and returns its body.</summary>
    /// <exception cref="Garam.Protocol.MalformedRequestException">The frame is not a reply.</exception>
    /// <exception cref="GaramException">The outcome is not Done.</exception>
    public static ReadOnlyMemory<byte> OpenReply(ReadOnlyMemory<byte> frame)
    {
        var reader = new WireReader(frame);
        _ = reader.ReadInt32();
        var header = new ReplyHeader();
        header.Read(ref reader, BodyVersion);
        return (CallOutcome)header.OutcomeValue == CallOutcome.Done
            ? frame[reader.Position..]
            : throw new GaramException(CallOutcomes.KindOf((CallOutcome)header.OutcomeValue), header.Text ?? "The call was refused.")
            {
                IsNoSpace = header.IsNoSpace,
            };
    }

    /// <summary>Reads a whole body. Its byte fields borrow the memory.</summary>
    /// <exception cref="Garam.Protocol.MalformedRequestException">The bytes are not such a message.</exception>
    public static TMessage Read<TMessage>(ReadOnlyMemory<byte> body)
        where TMessage : IMessage, new()
    {
        var message = new TMessage();
        Read(message, BodyVersion, body);
        return message;
    }

    /// <inheritdoc cref="Read{TMessage}(ReadOnlyMemory{byte})"/>
    public static void Read(IMessage message, short version, ReadOnlyMemory<byte> body)
    {
        var reader = new WireReader(body);
        message.Read(ref reader, version);
        reader.ExpectEnd();
    }

    private static FrameWriter Encode(Writing write)
    {
        var frame = new FrameWriter(lengthPrefixed: true);
        try
        {
            var writer = new WireWriter(frame);
            write(ref writer);
            writer.Flush();
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    private delegate void Writing(ref WireWriter writer);
}

/// <param name="BodyStart">The position of the body in the frame.</param>
internal readonly record struct RequestHead(PeerApi Api, short Version, int Correlation, int BodyStart);
