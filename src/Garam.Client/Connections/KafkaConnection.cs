using Garam.Client.Errors;
using Garam.Client.Security;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Protocol.Messages.SaslAuthenticate;
using Garam.Protocol.Messages.SaslHandshake;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;

namespace Garam.Client.Connections;

/// <summary>
/// One connection to one broker: agrees on versions and makes typed calls. Any number of calls may be in flight. They are sent, and
/// answered, in the order in which they were made. After the first fault every call fails, and the owner makes a new connection.
/// </summary>
internal sealed class KafkaConnection : IAsyncDisposable
{
    private readonly CallPipeline _pipeline;
    private readonly KafkaConnectionOptions _options;
    private ServedApis _served = ServedApis.None;
    private int _lastCorrelation;

    private KafkaConnection(IConnection stream, HostPort broker, KafkaConnectionOptions options, TimeProvider time) =>
        (_pipeline, _options) = (new CallPipeline(stream, broker, options, time), options);

    public bool IsBroken => _pipeline.IsBroken;

    /// <summary>Called once, when an answer is so late that the connection is given up.</summary>
    internal Action<KafkaException>? OnLate
    {
        set => _pipeline.OnLate = value;
    }

    /// <summary>Every API that the broker serves, whether this client knows it or not.</summary>
    public IReadOnlyList<ServedApi> Served => _served.All;

    /// <summary>Connects, asks which APIs the broker serves, and logs in if <see cref="KafkaConnectionOptions.Sasl"/> is set.</summary>
    /// <exception cref="KafkaException">The broker cannot be reached, or one end refuses the other's certificate or login.</exception>
    public static async ValueTask<KafkaConnection> ConnectAsync(
        ITransport transport, string host, int port, KafkaConnectionOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var broker = new HostPort(host, port);
        try
        {
            var stream = await TimedConnect.OpenAsync(transport, broker, options.ConnectTimeout, time, cancellation);
            var connection = new KafkaConnection(stream, broker, options, time);
            await connection.OpenAsync(options.Sasl is null ? null : new SaslSession(options.Sasl, broker, time), cancellation);
            return connection;
        }
        catch (Exception fault) when (fault is IOException or KafkaException { IsUnanswered: true })
        {
            // In TLS 1.3 a broker refuses a certificate only after the client believes to be connected.
            throw KafkaException.FindLasting(fault, broker) ?? fault as KafkaException
                ?? KafkaException.Unanswered(fault, fault.Message, broker);
        }
    }

    /// <summary>Returns the highest version that both ends know, or null if the broker does not serve the API.</summary>
    public short? VersionOf(ApiKey key) => _served.VersionOf(key);

    /// <summary>Calls in the highest common version up to <paramref name="versionMax"/>.</summary>
    /// <exception cref="KafkaException">There is no common version, or the connection broke: then it is unknown whether the broker
    /// acted.</exception>
    public ValueTask<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request, CancellationToken cancellation, short versionMax = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        _pipeline.ExchangeAsync(NewCall<TRequest, TResponse>(request, versionMax), cancellation);

    /// <summary>Makes a call that the broker may answer late, because it waits for other clients.</summary>
    /// <exception cref="KafkaException">The connection broke; it is unknown whether the broker acted.</exception>
    internal ValueTask<TResponse> CallPatientlyAsync<TRequest, TResponse>(
        TRequest request, TimeSpan timeLimit, CancellationToken cancellation)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        var call = NewCall<TRequest, TResponse>(request, short.MaxValue);
        call.TimeLimit = timeLimit > _options.RequestTimeout ? timeLimit : _options.RequestTimeout;
        return _pipeline.ExchangeAsync(call, cancellation);
    }

    /// <summary>
    /// Receives the answer into memory of <paramref name="buffers"/>. The caller releases the frame when it has read the answer.
    /// </summary>
    /// <exception cref="KafkaException">The connection broke.</exception>
    internal async ValueTask<(TResponse Response, ResponseFrame Frame)> CallAsync<TRequest, TResponse>(
        TRequest request, FrameBuffers buffers, CancellationToken cancellation)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        var call = NewCall<TRequest, TResponse>(request, short.MaxValue);
        call.Buffers = buffers;
        return (await _pipeline.ExchangeAsync(call, cancellation), call.Frame!);
    }

    /// <summary>Completes when the request is sent; Produce with acks=0 has no answer.</summary>
    public async ValueTask SendAsync<TRequest>(TRequest request, CancellationToken cancellation)
        where TRequest : class, IRequest
    {
        var version = _served.RequiredVersionOf(TRequest.ApiKey);
        await _pipeline.SendAsync(new PendingSend(TRequest.ApiKey, version, NextCorrelation(), request), cancellation);
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async ValueTask OpenAsync(SaslSession? session, CancellationToken cancellation)
    {
        try
        {
            await NegotiateAsync(cancellation);
            if (session is not null)
            {
                await LogInAsync(session, cancellation);
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async ValueTask LogInAsync(SaslSession session, CancellationToken cancellation)
    {
        // KIP-152: from version 1 on, the login itself is a Kafka request.
        if (VersionOf(ApiKey.SaslHandshake) is not >= 1 || VersionOf(ApiKey.SaslAuthenticate) is null)
        {
            throw session.NotOffered();
        }

        await session.AuthenticateAsync(
            request => CallAsync<SaslHandshakeRequest, SaslHandshakeResponse>(request, cancellation),
            request => CallAsync<SaslAuthenticateRequest, SaslAuthenticateResponse>(request, cancellation));
        _pipeline.BeforeSend = () => session.IsOver ? LogInAgainAsync(session) : ValueTask.CompletedTask;
    }

    private ValueTask LogInAgainAsync(SaslSession session) => session.AuthenticateAsync(
        request => _pipeline.ExchangeAloneAsync(NewCall<SaslHandshakeRequest, SaslHandshakeResponse>(request, short.MaxValue)),
        request => _pipeline.ExchangeAloneAsync(NewCall<SaslAuthenticateRequest, SaslAuthenticateResponse>(request, short.MaxValue)));

    private async ValueTask NegotiateAsync(CancellationToken cancellation)
    {
        const short Version = 3; // KIP-511: a client names its software
        var request = new ApiVersionsRequest { ClientSoftwareName = "garam", ClientSoftwareVersion = "0.1" };
        var call = new PendingCall<ApiVersionsResponse>(ApiKey.ApiVersions, Version, NextCorrelation(), request);
        var response = await _pipeline.ExchangeAsync(call, cancellation);
        if (response.ErrorCode != ErrorCode.None)
        {
            throw new KafkaException(KafkaFault.BadAnswer, $"The broker refuses ApiVersions version {Version}: {response.ErrorCode}.");
        }

        _served = new ServedApis(response.ApiKeys);
    }

    private PendingCall<TResponse> NewCall<TRequest, TResponse>(TRequest request, short versionMax)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        new(TRequest.ApiKey, Math.Min(_served.RequiredVersionOf(TRequest.ApiKey), versionMax), NextCorrelation(), request);

    private int NextCorrelation() => Interlocked.Increment(ref _lastCorrelation);
}
