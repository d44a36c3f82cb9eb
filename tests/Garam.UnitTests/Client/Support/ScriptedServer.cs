using System.Buffers.Binary;
using System.Net;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;

namespace Garam.UnitTests.Client.Support;

/// <summary>Answers requests as its test says, each connection's one after the other. Null breaks the connection instead.</summary>
internal sealed class ScriptedServer(ITransport transport, int port, Func<RequestHeader, ReadOnlyMemory<byte>, ValueTask<IMessage?>> answer)
{
    /// <summary>For requests that are not answered and leave the connection as it is.</summary>
    public static readonly IMessage NoAnswer = new ApiVersionsResponse();

    public async Task ServeAsync()
    {
        var listener = await transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, port), CancellationToken.None);
        while (await listener.AcceptAsync(CancellationToken.None) is { } connection)
        {
            _ = ServeAsync(connection);
        }
    }

    public static TRequest Read<TRequest>(RequestHeader header, ReadOnlyMemory<byte> body)
        where TRequest : IMessage, new()
    {
        var reader = new WireReader(body);
        var request = new TRequest();
        request.Read(ref reader, header.RequestApiVersion);
        return request;
    }

    private async Task ServeAsync(IConnection connection)
    {
        try
        {
            while (await ReadFrameAsync(connection) is { } frame && await AnswerAsync(frame) is { } writer)
            {
                using (writer)
                {
                    if (writer.Length > 0)
                    {
                        await connection.SendAsync(writer.Complete(), CancellationToken.None);
                    }
                }
            }
        }
        catch (IOException)
        {
            // The client closed it.
        }

        connection.Abort();
    }

    private async ValueTask<FrameWriter?> AnswerAsync(byte[] frame)
    {
        var (header, body) = Split(frame);
        var message = header.RequestApiKey == ApiKey.ApiVersions ? Versions() : await answer(header, body);
        if (ReferenceEquals(message, NoAnswer))
        {
            return new FrameWriter(lengthPrefixed: false);
        }

        return message is null ? null : FrameEncoding.Response(
            header.RequestApiKey, header.RequestApiVersion, header.CorrelationId, message);
    }

    private static (RequestHeader Header, ReadOnlyMemory<byte> Body) Split(byte[] frame)
    {
        var reader = new WireReader(frame);
        var header = FrameEncoding.ReadRequestHeader(ref reader);
        return (header, frame.AsMemory(reader.Position));
    }

    private static ApiVersionsResponse Versions() => new()
    {
        ApiKeys = [.. ApiVersionTable.All.Concat(ApiVersionTable.AskedOnly).Select(
            static api => new ApiVersionsResponse.ApiVersion { ApiKey = api.Key, MinVersion = api.Min, MaxVersion = api.Max })],
    };

    private static async Task<byte[]?> ReadFrameAsync(IConnection connection)
    {
        var prefix = new byte[sizeof(int)];
        if (!await FillAsync(connection, prefix))
        {
            return null;
        }

        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        return await FillAsync(connection, frame) ? frame : null;
    }

    private static async Task<bool> FillAsync(IConnection connection, Memory<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var received = await connection.ReceiveAsync(destination, CancellationToken.None);
            if (received == 0)
            {
                return false;
            }

            destination = destination[received..];
        }

        return true;
    }
}
