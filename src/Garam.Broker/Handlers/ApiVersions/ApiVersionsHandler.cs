using System.Text.RegularExpressions;
using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.ApiVersions;

/// <summary>
/// ApiVersions: 0–4. A request in a version that Garam does not know gets an answer in version 0, with UNSUPPORTED_VERSION and the whole
/// list (KIP-511).
/// Deviations:
/// - Only what is built is announced.
/// - No features are announced until transactions and KIP-848 groups are built.
/// </summary>
public sealed partial class ApiVersionsHandler : IRequestHandler
{
    private readonly ApiVersionsResponse.ApiVersion[] _announced;

    /// <param name="served">The keys of every other handler on this listener.</param>
    public ApiVersionsHandler(IEnumerable<ApiKey> served)
    {
        _announced = [.. served.Append(ApiKey.ApiVersions).Order().Select(Announce)];
    }

    public ApiKey Key => ApiKey.ApiVersions;

    public ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult(Answer(context, frame));
        }
        finally
        {
            frame.Release();
        }
    }

    private FrameReply Answer(RequestContext context, IncomingFrame frame)
    {
        if (!ApiVersionTable.Find(ApiKey.ApiVersions)!.Serves(context.Version))
        {
            return RequestCodec.Encode(context, Response(ErrorCode.UnsupportedVersion), version: 0);
        }

        var request = RequestCodec.Decode<ApiVersionsRequest>(frame.Body, context);
        var error = context.Version < 3 // KIP-511: from 3 on, a client names its software
            || (SoftwareText().IsMatch(request.ClientSoftwareName) && SoftwareText().IsMatch(request.ClientSoftwareVersion))
            ? ErrorCode.None
            : ErrorCode.InvalidRequest;
        return RequestCodec.Encode(context, Response(error));
    }

    private ApiVersionsResponse Response(ErrorCode error) =>
        new() { ErrorCode = error, ApiKeys = error == ErrorCode.InvalidRequest ? [] : _announced };

    private static ApiVersionsResponse.ApiVersion Announce(ApiKey key)
    {
        var range = ApiVersionTable.Find(key) ?? throw new InvariantException($"{key} has a handler and no versions");
        return new() { ApiKey = key, MinVersion = range.Min, MaxVersion = range.Max };
    }

    /// <summary>Kafka's own rule; these texts end up in metrics and logs.</summary>
    [GeneratedRegex(@"^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$")]
    private static partial Regex SoftwareText();
}
