using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Garam.Storage.Locations;
using Garam.Storage.S3;
using Garam.Storage.S3.Access;

namespace Garam.UnitTests.Storage.S3;

/// <summary>An HTTP server on the loopback interface that answers as a test says and keeps what it was asked.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<ScriptedRequest, ScriptedAnswer> _script;
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly Task _serving;

    public ScriptedService(Func<ScriptedRequest, ScriptedAnswer> script)
    {
        (_script, _listener, Endpoint) = (script, new HttpListener(), new Uri($"http://127.0.0.1:{FreePort()}"));
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    public S3Location Place => new() { Bucket = "bucket", Endpoint = Endpoint, IsPathStyle = true };

    public S3ObjectStore Open(S3Location? place = null, IAccessKeys? keys = null, TimeProvider? time = null) => new(
        new S3StoreOptions { Place = place ?? Place },
        "eu-west-1",
        keys ?? new FixedAccessKeys(new AccessKey("id", "secret", null)),
        time ?? TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    /// <summary>A port on which nothing listens at the moment.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException
            || (fault is InvalidOperationException && !_listener.IsListening))
        {
            // Stopped: the exception depends on whether a wait for a request had begun.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var headers = context.Request.Headers;
        var request = new ScriptedRequest(
            context.Request.HttpMethod,
            context.Request.RawUrl!,
            headers.AllKeys.ToDictionary(name => name!, name => headers[name]!, StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        _requests.Enqueue(request);
        var answer = _script(request);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.AddHeader(name, value);
        }

        context.Response.ContentLength64 = answer.Body.Length;
        if (request.Method != "HEAD")
        {
            await context.Response.OutputStream.WriteAsync(answer.Body);
        }

        context.Response.Close();
    }
}

internal sealed record ScriptedRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body);

internal sealed record ScriptedAnswer(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static ScriptedAnswer Ok(string body = "") => new(200, Encoding.UTF8.GetBytes(body));

    /// <summary>In the form that Amazon writes.</summary>
    public static ScriptedAnswer Refused(int status, string code, string more = "") => new(status, Encoding.UTF8.GetBytes(
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>{code}</Code><Message>Text for people.</Message>{more}<RequestId>4442587FB7D0A2F9</RequestId><HostId>x</HostId></Error>
        """));
}
