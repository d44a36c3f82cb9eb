using Garam.Configuration;
using Garam.Metrics;
using Garam.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Garam.Http;

/// <summary>
/// The HTTP port: /healthz, /readyz, /metrics. Owned by <see cref="Hosting.ServeHost"/>; Kestrel serves nothing but HTTP here,
/// the Kafka port has its own listener.
/// </summary>
internal sealed class HttpEndpoint : IAsyncDisposable
{
    /// <summary>A few scrapers and a person; with more than that the longest unused connections are closed.</summary>
    public const int ConnectionsMax = 256;

    /// <summary>A request is a line and some headers, which come together.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly WebApplication _application;

    private HttpEndpoint(WebApplication application) => _application = application;

    /// <summary>The address that it listens on, with the port it was given.</summary>
    public string Address => _application.Urls.First();

    /// <exception cref="IOException">The address is in use or not this machine's.</exception>
    public static async Task<HttpEndpoint> StartAsync(
        HostPort address, PrometheusExporter metrics, Readiness readiness, CancellationToken cancellation)
    {
        var endPoint = HostResolution.Resolve("http", address);
        var connections = new HttpConnections(ConnectionsMax);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "garam" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = RequestTimeout;
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => connections.ServeAsync(connection, next));
            });
        });
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, connections, metrics, readiness));
        await application.StartAsync(cancellation);
        return new HttpEndpoint(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, HttpConnections connections, PrometheusExporter metrics, Readiness readiness)
    {
        connections.Begin(context.Connection.Id);
        try
        {
            await AnswerAsync(context, metrics, readiness);
        }
        finally
        {
            connections.End(context.Connection.Id);
        }
    }

    private static Task AnswerAsync(HttpContext context, PrometheusExporter metrics, Readiness readiness)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        switch (context.Request.Path.Value)
        {
            case "/healthz":
                return context.Response.WriteAsync("ok\n", context.RequestAborted);
            case "/readyz":
                context.Response.StatusCode = readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                return context.Response.WriteAsync(readiness.Reason + "\n", context.RequestAborted);
            case "/metrics":
                context.Response.ContentType = PrometheusText.ContentType;
                return context.Response.WriteAsync(metrics.Scrape(), context.RequestAborted);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync("There is /healthz, /readyz and /metrics.\n", context.RequestAborted);
        }
    }
}
