using Garam.Broker.Requests;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.AlterConfigs;

namespace Garam.Broker.Handlers.Configs;

/// <summary>AlterConfigs: 0–2: what is not named goes back to its default. Deviations as for IncrementalAlterConfigs.</summary>
public sealed class AlterConfigsHandler(ConfigChanges changes) : RequestHandler<AlterConfigsRequest, AlterConfigsResponse>
{
    protected override async ValueTask<AlterConfigsResponse> HandleAsync(RequestContext context, AlterConfigsRequest request, CancellationToken cancellation)
    {
        var responses = new List<AlterConfigsResponse.AlterConfigsResourceResponse>(request.Resources.Length);
        foreach (var same in request.Resources.GroupBy(resource => (resource.ResourceType, resource.ResourceName)))
        {
            var (error, message) = same.Count() > 1
                ? (ErrorCode.InvalidRequest, "Each resource must appear at most once.")
                : await AlterAsync(same.Single(), request.ValidateOnly, cancellation);
            responses.Add(new() { ErrorCode = error, ErrorMessage = message, ResourceType = same.Key.ResourceType, ResourceName = same.Key.ResourceName });
        }

        return new AlterConfigsResponse { Responses = [.. responses] };
    }

    private ValueTask<(ErrorCode Error, string? Message)> AlterAsync(AlterConfigsRequest.AlterConfigsResource resource, bool validateOnly, CancellationToken cancellation)
    {
        var operations = resource.Configs.Select(config => new ConfigOperation(config.Name, ConfigOperationType.Set, config.Value));
        return changes.AlterAsync(resource.ResourceType, resource.ResourceName, [.. operations], new ConfigChangeMode(ReplaceAll: true, validateOnly), cancellation);
    }
}
