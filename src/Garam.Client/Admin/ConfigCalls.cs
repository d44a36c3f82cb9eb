using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.IncrementalAlterConfigs;

namespace Garam.Client.Admin;

/// <summary>Settings of topics.</summary>
internal static class ConfigCalls
{
    private const sbyte TopicResource = 2;
    private const sbyte Set = 0;
    private const sbyte Delete = 1;

    public static ValueTask<IReadOnlyDictionary<string, IReadOnlyList<ConfigEntry>>> DescribeTopicsAsync(
        ClusterClient client, IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        var request = new DescribeConfigsRequest
        {
            Resources = [.. topics.Select(name => new DescribeConfigsRequest.DescribeConfigsResource { ResourceType = TopicResource, ResourceName = name, ConfigurationKeys = null })],
        };
        return client.Retries.RunAsync<IReadOnlyDictionary<string, IReadOnlyList<ConfigEntry>>>(
            async cancellation =>
            {
                var response = await client.CallAnyAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, cancellation);
                return response.Results.ToDictionary(result => result.ResourceName, Entries);
            },
            cancellation);
    }

    public static async ValueTask AlterTopicAsync(
        ClusterClient client, string topic, IReadOnlyCollection<ConfigChange> changes, bool validateOnly, CancellationToken cancellation)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                new IncrementalAlterConfigsRequest.AlterConfigsResource
                {
                    ResourceType = TopicResource,
                    ResourceName = topic,
                    Configs = [.. changes.Select(change => new IncrementalAlterConfigsRequest.AlterableConfig { Name = change.Name, Value = change.Value, ConfigOperation = change.Value is null ? Delete : Set })],
                },
            ],
            ValidateOnly = validateOnly,
        };
        _ = await client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await client.CallAnyAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, cancellation);
                var result = response.Responses.Single();
                AdminClient.ThrowIfFinal(result.ErrorCode, $"Altering topic '{topic}'", result.ErrorMessage);
                return result;
            },
            cancellation);
    }

    private static IReadOnlyList<ConfigEntry> Entries(DescribeConfigsResponse.DescribeConfigsResult result)
    {
        AdminClient.ThrowIfFinal(result.ErrorCode, $"Settings of topic '{result.ResourceName}'", result.ErrorMessage);
        return
        [
            .. result.Configs.OrderBy(config => config.Name, StringComparer.Ordinal)
                .Select(config => new ConfigEntry(config.Name, config.Value, (ConfigSource)config.ConfigSource, config.ReadOnly, config.IsSensitive)),
        ];
    }
}
