using System.Diagnostics;

namespace Garam.Broker.Requests;

/// <summary>One span for each request. Nothing is allocated while no listener wants it.</summary>
internal static class RequestTraces
{
    public const string SourceName = "Garam.Broker.Requests";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span of a request. The caller disposes it with the answer.</summary>
    public static Activity? Start(RequestContext context)
    {
        var span = Source.StartActivity("request", ActivityKind.Server);
        if (span is not null)
        {
            span.DisplayName = context.Key.ToString();
            span.SetTag("garam.api", span.DisplayName);
            span.SetTag("garam.api.version", (int)context.Version);
            span.SetTag("garam.client.id", context.ClientId);
        }

        return span;
    }

    public static void End(Activity? span, RequestOutcome outcome)
    {
        if (span is not null)
        {
            span.SetTag("garam.outcome", outcome.ToString().ToLowerInvariant());
            var isFault = outcome is RequestOutcome.Failed or RequestOutcome.Malformed;
            span.SetStatus(isFault ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }
    }
}
