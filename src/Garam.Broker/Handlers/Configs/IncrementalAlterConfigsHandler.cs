using Garam.Broker.Requests;
using Garam.Metadata.Configs;
using Garam.Protocol.Messages.IncrementalAlterConfigs;

namespace Garam.Broker.Handlers.Configs;

/// <summary>
/// IncrementalAlterConfigs: 0–1, for topics and brokers.
/// Deviations:
/// - Loggers, client metrics and group settings are refused with INVALID_REQUEST.
/// - Some settings that Kafka reads only at its start (num.partitions, auto.create.topics.enable, …) can be altered.
/// - A setting that affects topics or groups can be set only for all brokers, because any agent serves any topic or group.
/// - Settings of listeners, TLS and SASL, and others that are read at the start (see below), cannot be altered.
/// - remote.storage.enable is refused, as in a Kafka without tiered storage.
/// - The settings of one resource may have at most 128 Ki characters in all.
/// - Appending and subtracting compare elements without the blanks around them. Kafka compares the text as typed.
/// - NOT_CONTROLLER means that no leader can be reached.
/// </summary>
public sealed class IncrementalAlterConfigsHandler(ConfigChanges changes)
    : RequestHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>
{
    protected override async ValueTask<IncrementalAlterConfigsResponse> HandleAsync(
        RequestContext context, IncrementalAlterConfigsRequest request, CancellationToken cancellation)
    {
        var outcomes = await changes.AlterAsync(
            Array.ConvertAll(request.Resources, Change), new ConfigChangeMode(ReplaceAll: false, request.ValidateOnly), cancellation);
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
        [.. resource.Configs.Select(
            config => new ConfigOperation(config.Name, (ConfigOperationType)config.ConfigOperation, config.Value))]);
}
