using Garam.Broker.Requests;
using Garam.Metadata.Configs;
using Garam.Protocol.Messages.AlterConfigs;

namespace Garam.Broker.Handlers.Configs;

/// <summary>
/// AlterConfigs: 0–2. A setting that the request does not name goes back to its default. Deviations as for IncrementalAlterConfigs.
/// </summary>
public sealed class AlterConfigsHandler(ConfigChanges changes) : RequestHandler<AlterConfigsRequest, AlterConfigsResponse>
{
    protected override async ValueTask<AlterConfigsResponse> HandleAsync(
        RequestContext context, AlterConfigsRequest request, CancellationToken cancellation)
    {
        var outcomes = await changes.AlterAsync(
            Array.ConvertAll(request.Resources, Change), new ConfigChangeMode(ReplaceAll: true, request.ValidateOnly), cancellation);
        return new AlterConfigsResponse
        {
            Responses =
            [
                .. outcomes.Select(outcome => new AlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ErrorCode = outcome.Error, ErrorMessage = outcome.Message, ResourceType = outcome.Type, ResourceName = outcome.Name,
                }),
            ],
        };
    }

    private static ResourceChange Change(AlterConfigsRequest.AlterConfigsResource resource) => new(
        resource.ResourceType,
        resource.ResourceName,
        [.. resource.Configs.Select(config => new ConfigOperation(config.Name, ConfigOperationType.Set, config.Value))]);
}
