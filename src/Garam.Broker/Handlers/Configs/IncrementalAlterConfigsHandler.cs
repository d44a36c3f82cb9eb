using Garam.Broker.Requests;
using Garam.Metadata.Configs;
using Garam.Protocol.Messages.IncrementalAlterConfigs;

namespace Garam.Broker.Handlers.Configs;

/// <summary>
/// IncrementalAlterConfigs: 0–1, for topics and brokers. Deviations: loggers, client metrics and group settings are refused with
/// INVALID_REQUEST; some settings that Kafka reads only at its start (num.partitions, auto.create.topics.enable, …) can be altered here.
/// </summary>
public sealed class IncrementalAlterConfigsHandler(ConfigChanges changes) : RequestHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>
{
    protected override async ValueTask<IncrementalAlterConfigsResponse> HandleAsync(RequestContext context, IncrementalAlterConfigsRequest request, CancellationToken cancellation)
    {
        var outcomes = await changes.AlterAsync(request.Resources.Select(Change), new ConfigChangeMode(ReplaceAll: false, request.ValidateOnly), cancellation);
        return new IncrementalAlterConfigsResponse
        {
            Responses =
            [
                .. outcomes.Select(outcome => new IncrementalAlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ErrorCode = outcome.Error, ErrorMessage = outcome.Message, ResourceType = outcome.Type, ResourceName = outcome.Name,
                }),
            ],
        };
    }

    private static ResourceChange Change(IncrementalAlterConfigsRequest.AlterConfigsResource resource) => new(
        resource.ResourceType,
        resource.ResourceName,
        [.. resource.Configs.Select(config => new ConfigOperation(config.Name, (ConfigOperationType)config.ConfigOperation, config.Value))]);
}
