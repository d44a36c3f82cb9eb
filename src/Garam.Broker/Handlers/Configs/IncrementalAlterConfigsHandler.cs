using Garam.Broker.Requests;
using Garam.Metadata.Configs;
using Garam.Protocol;
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
        var responses = new List<IncrementalAlterConfigsResponse.AlterConfigsResourceResponse>(request.Resources.Length);
        foreach (var same in request.Resources.GroupBy(resource => (resource.ResourceType, resource.ResourceName)))
        {
            var (error, message) = same.Count() > 1
                ? (ErrorCode.InvalidRequest, "Each resource must appear at most once.")
                : await AlterAsync(same.Single(), request.ValidateOnly, cancellation);
            responses.Add(new() { ErrorCode = error, ErrorMessage = message, ResourceType = same.Key.ResourceType, ResourceName = same.Key.ResourceName });
        }

        return new IncrementalAlterConfigsResponse { Responses = [.. responses] };
    }

    private ValueTask<(ErrorCode Error, string? Message)> AlterAsync(IncrementalAlterConfigsRequest.AlterConfigsResource resource, bool validateOnly, CancellationToken cancellation)
    {
        if (resource.Configs.FirstOrDefault(config => !Enum.IsDefined((ConfigOperationType)config.ConfigOperation)) is { } unknown)
        {
            return ValueTask.FromResult<(ErrorCode, string?)>((ErrorCode.InvalidRequest, $"Unknown operation type {unknown.ConfigOperation} is not allowed."));
        }

        var operations = resource.Configs.Select(config => new ConfigOperation(config.Name, (ConfigOperationType)config.ConfigOperation, config.Value));
        return changes.AlterAsync(resource.ResourceType, resource.ResourceName, [.. operations], new ConfigChangeMode(ReplaceAll: false, validateOnly), cancellation);
    }
}
