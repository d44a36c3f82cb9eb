using System.Net;
using Garam.Storage.Errors;
using Garam.Storage.S3.Access;
using Garam.Storage.S3.Answers;

namespace Garam.Storage.S3.Requests;

/// <summary>
/// Signs and sends requests over a pool of connections. It never repeats one: an attempt too many would make the outcome of a create
/// unknown. Any thread. Owns its connections.
/// </summary>
internal sealed class S3Connection : IDisposable
{
    /// <summary>Addresses of a service change, and old ones stop answering.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Shorter than services keep idle connections, so that a request seldom meets one that is being closed.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(4);

    /// <summary>A service that refuses a clock which is nearer to its own has another reason. Services allow 15 minutes.</summary>
    private static readonly TimeSpan SkewMin = TimeSpan.FromMinutes(1);

    private readonly S3StoreOptions _options;
    private readonly IAccessKeys _keys;
    private readonly TimeProvider _time;
    private readonly RequestSigner _signer;
    private readonly HttpMessageInvoker _http;
    private readonly Uri _root;
    private readonly string _host;
    private readonly string _pathPrefix;
    private volatile bool _signsPayloads;
    private volatile bool _signsByServiceClock;
    private long _skewTicks = long.MinValue;

    public S3Connection(S3StoreOptions options, string region, IAccessKeys keys, TimeProvider time)
    {
        (_options, _keys, _time, _signer) = (options, keys, time, new RequestSigner(region));
        var place = options.Place;
        Service = place.Endpoint ?? new Uri($"https://s3.{region}.{AmazonDomain(region)}");
        var host = place.IsPathStyle ? Service.Host : $"{place.Bucket}.{Service.Host}";
        _host = Service.IsDefaultPort ? host : $"{host}:{Service.Port}";
        _root = new Uri($"{Service.Scheme}://{_host}");
        _pathPrefix = place.IsPathStyle ? $"/{place.Bucket}/" : "/";
        _http = new HttpMessageInvoker(HandlerOf(options), disposeHandler: true);
    }

    /// <summary>How far the service is ahead of this machine; zero before its first answer.</summary>
    private TimeSpan Skew => Date is { } date ? date - _time.GetUtcNow() : TimeSpan.Zero;

    /// <summary>The address of the service, for people.</summary>
    public Uri Service { get; }

    /// <summary>The clock of the service by its last answer, at most a second behind. Null before the first answer.</summary>
    public DateTimeOffset? Date =>
        Interlocked.Read(ref _skewTicks) is var skew and not long.MinValue ? _time.GetUtcNow() + TimeSpan.FromTicks(skew) : null;

    public string PathOf(string key) => _pathPrefix + key;

    /// <summary>Returns what <paramref name="read"/> makes of the answer, whatever its status.</summary>
    /// <exception cref="GaramException">Unavailable: there was no answer, or not all of it. What was asked may have been done.</exception>
    public async ValueTask<TResult> AskAsync<TResult>(
        S3Request request,
        LentContent? body,
        Func<HttpResponseMessage, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellation)
    {
        var limit = _options.AnswerTimeout + TimeSpan.FromSeconds((double)request.Bytes / _options.BytesPerSecondMin);
        using var late = new CancellationTokenSource(limit, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var key = await _keys.CurrentAsync(ended.Token);
            using var message = Sign(request, body, key);
            using var answer = await _http.SendAsync(message, ended.Token);
            NoteDate(answer);
            return answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest
                ? await RefusedAsync(answer, key, read, ended.Token)
                : await read(answer, ended.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception fault) when (NoAnswer(fault, request, limit) is { } unavailable)
        {
            throw unavailable;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Returns the fault for a request that got no answer; null for any other exception.</summary>
    private GaramException? NoAnswer(Exception fault, S3Request request, TimeSpan limit)
    {
        var message = fault switch
        {
            OperationCanceledException =>
                $"{Service} did not answer {request.Method} {request.Subject} within {limit.TotalSeconds:F0} s",
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            } => $"{Service} cannot be reached: {(fault.InnerException ?? fault).Message}. Check the endpoint, the network and the proxy",
            HttpRequestException or IOException =>
                $"The connection to {Service} broke during {request.Method} {request.Subject}: {fault.Message}",
            _ => null,
        };
        return message is null ? null : new GaramException(ErrorKind.Unavailable, message, fault);
    }

    private static string AmazonDomain(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    private static SocketsHttpHandler HandlerOf(S3StoreOptions options) => new()
    {
        // A redirect would carry the signature of another host, and says that the configuration is wrong.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.ConnectionsMax,
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = IdleTimeout,
    };

    private HttpRequestMessage Sign(S3Request request, LentContent? body, AccessKey key)
    {
        var payload = body is null
            ? RequestSigner.EmptyPayload
            : _signsPayloads ? RequestSigner.Hash(body.Memory.Span) : RequestSigner.UnsignedPayload;
        var now = _signsByServiceClock ? Date : null;
        _signer.Sign(request, _host, payload, key, now ?? _time.GetUtcNow());
        var path = request.Query.Length == 0 ? request.Path : $"{request.Path}?{request.Query}";
        var message = new HttpRequestMessage(request.Method, new Uri(_root, path)) { Content = body };
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>
    /// Three refusals end by themselves when the request is sent again: the next one is signed with another key, in another way, or by
    /// the clock of the service.
    /// </summary>
    private async ValueTask<TResult> RefusedAsync<TResult>(
        HttpResponseMessage answer,
        AccessKey key,
        Func<HttpResponseMessage, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellation)
    {
        var code = (await ErrorBody.ReadAsync(answer, cancellation)).Code;
        if (code is "ExpiredToken" or "TokenRefreshRequired")
        {
            _keys.Refuse(key);
            throw new GaramException(
                ErrorKind.Unavailable, $"{Service} refuses credentials that have expired ({code}): new ones are fetched");
        }

        if (code is "XAmzContentSHA256Mismatch" && !_signsPayloads)
        {
            _signsPayloads = true;
            throw new GaramException(ErrorKind.Unavailable, $"{Service} accepts signed contents only: from now on they are signed");
        }

        // The answer to a HEAD has no code.
        if (code is "RequestTimeTooSkewed" or "" && !_signsByServiceClock && Skew.Duration() >= SkewMin)
        {
            _signsByServiceClock = true;
            throw new GaramException(
                ErrorKind.Unavailable,
                $"{Service} refuses the clock of this machine, which is {Math.Abs(Skew.TotalMinutes):F0} minutes "
                    + $"{(Skew < TimeSpan.Zero ? "ahead" : "behind")}: from now on requests are signed by the clock of the service");
        }

        return await read(answer, cancellation);
    }

    private void NoteDate(HttpResponseMessage answer)
    {
        if (answer.Headers.Date is { } date)
        {
            Interlocked.Exchange(ref _skewTicks, (date - _time.GetUtcNow()).Ticks);
        }
    }
}
