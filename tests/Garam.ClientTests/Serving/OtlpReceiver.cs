using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Garam.ClientTests.Serving;

/// <summary>An OTLP/HTTP receiver on a free port, which keeps what is posted to it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;

    private OtlpReceiver(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    /// <summary>The bodies of ExportMetricsServiceRequest.</summary>
    public ConcurrentQueue<OtlpExport> Metrics { get; } = [];

    /// <summary>The bodies of ExportTraceServiceRequest.</summary>
    public ConcurrentQueue<OtlpExport> Traces { get; } = [];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var receiver = new OtlpReceiver(application);
        application.Urls.Add("http://127.0.0.1:0");
        application.MapPost("/v1/metrics", request => ReceiveAsync(request, receiver.Metrics));
        application.MapPost("/v1/traces", request => ReceiveAsync(request, receiver.Traces));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task ReceiveAsync(HttpContext context, ConcurrentQueue<OtlpExport> exports)
    {
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        exports.Enqueue(OtlpExport.Decode(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}

/// <summary>
/// The names in one export of metrics or traces. The messages of both have the same shape: 1 is the resource with its attributes (1),
/// 2 are scopes with their metrics or spans (2), whose names are field 1 of a metric and field 5 of a span.
/// </summary>
internal sealed record OtlpExport(IReadOnlyDictionary<string, string> Resource, IReadOnlyList<string> Metrics, IReadOnlyList<string> Spans)
{
    private const int MetricName = 1;
    private const int SpanName = 5;
    private const int SpanIdBytes = 8;

    public static OtlpExport Decode(byte[] message)
    {
        var resource = new Dictionary<string, string>();
        List<string> metrics = [];
        List<string> spans = [];
        foreach (var part in Fields(message, 1))
        {
            foreach (var attribute in Fields(part, 1).SelectMany(one => Fields(one, 1)))
            {
                var texts = Fields(attribute, 2).SelectMany(value => Fields(value, 1)).Select(Text);
                resource[Text(Fields(attribute, 1).Single())] = texts.SingleOrDefault("");
            }

            foreach (var one in Fields(part, 2).SelectMany(scope => Fields(scope, 2)))
            {
                // A span has its id in field 2, where a metric has its description.
                var isSpan = Fields(one, SpanName).Count > 0 && Fields(one, 2).FirstOrDefault() is { Length: SpanIdBytes };
                (isSpan ? spans : metrics).Add(Text(Fields(one, isSpan ? SpanName : MetricName).First()));
            }
        }

        return new OtlpExport(resource, metrics, spans);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Returns the length-delimited fields of a protobuf message that have this number.</summary>
    private static List<byte[]> Fields(ReadOnlySpan<byte> message, int wanted)
    {
        List<byte[]> found = [];
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    _ = Varint(message, ref at);
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == wanted)
                    {
                        found.Add(message.Slice(at, length).ToArray());
                    }

                    at += length;
                    break;
                case 5:
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"{key & 7} is no wire type.");
            }
        }

        return found;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
