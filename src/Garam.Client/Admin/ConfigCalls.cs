using System.Globalization;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.IncrementalAlterConfigs;

namespace Garam.Client.Admin;

/// <param name="Name">Kafka's name of the setting.</param>
/// <param name="Value">The value in force; null if it is secret.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="IsReadOnly">Says that it cannot be altered.</param>
/// <param name="IsSensitive">Says that brokers do not show its value.</param>
public sealed record ConfigEntry(string Name, string? Value, ConfigSource Source, bool IsReadOnly, bool IsSensitive);

/// <summary>The origin of a setting's value; the numbers are the protocol's.</summary>
public enum ConfigSource
{
    Unknown = 0,
    Topic = 1,
    Broker = 2,
    AllBrokers = 3,
    BrokerFile = 4,
    Default = 5,
    BrokerLogger = 6,
    ClientMetrics = 7,
    Group = 8,
}

/// <param name="Name">Kafka's name of the setting.</param>
/// <param name="Value">The new value; null removes the resource's own value, so that the default applies again.</param>
public sealed record ConfigChange(string Name, string? Value);

/// <summary>Describes and alters settings of topics and brokers.</summary>
internal static class ConfigCalls
{
    private const sbyte TopicResource = 2;
    private const sbyte BrokerResource = 4;
    private const sbyte Set = 0;
    private const sbyte Delete = 1;

    public static ValueTask<IReadOnlyDictionary<string, IReadOnlyList<ConfigEntry>>> DescribeTopicsAsync(
        ClusterClient client, IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        var request = new DescribeConfigsRequest { Resources = [.. topics.Select(name => Whole(TopicResource, name))] };
        return client.Retries.RunAsync<IReadOnlyDictionary<string, IReadOnlyList<ConfigEntry>>>(
            async cancellation =>
            {
                var response = await client.CallAnyAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, cancellation);
                return response.Results.ToDictionary(
                    result => result.ResourceName, result => Entries(result, $"Settings of topic '{result.ResourceName}'"));
            },
            cancellation);
    }

    public static async ValueTask AlterTopicAsync(
        ClusterClient client, string topic, IReadOnlyCollection<ConfigChange> changes, bool validateOnly, CancellationToken cancellation)
    {
        var request = Alter(TopicResource, topic, changes, validateOnly);
        _ = await client.Retries.RunAsync(
            async cancellation =>
            {
                var response = await client.CallAnyAsync<IncrementalAlterConfigsRequest,
                IncrementalAlterConfigsResponse>(request, cancellation);
                var result = response.Responses.Single();
                AdminClient.ThrowIfFinal(result.ErrorCode, $"Altering topic '{topic}'", result.ErrorMessage);
                return result;
            },
            cancellation);
    }

    /// <param name="broker">A broker answers for its own settings only. Null asks for those set for all brokers, which any broker
    /// knows.</param>
    public static ValueTask<IReadOnlyList<ConfigEntry>> DescribeBrokerAsync(
        ClusterClient client, int? broker, CancellationToken cancellation)
    {
        var request = new DescribeConfigsRequest { Resources = [Whole(BrokerResource, NameOf(broker))] };
        return client.Retries.RunAsync(
            async cancellation =>
            {
                var response = broker is { } id
                    ? await client.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
                        await AddressOfAsync(client, id, cancellation), ConnectionPurpose.Control, request, cancellation)
                    : await client.CallAnyAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, cancellation);
                return Entries(response.Results.Single(), $"Settings of {Show(broker)}");
            },
            cancellation);
    }

    public static async ValueTask AlterBrokerAsync(
        ClusterClient client, int? broker, IReadOnlyCollection<ConfigChange> changes, bool validateOnly, CancellationToken cancellation)
    {
        var request = Alter(BrokerResource, NameOf(broker), changes, validateOnly);
        _ = await client.Retries.RunAsync(
            async cancellation =>
            {
                var response = broker is { } id
                    ? await client.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
                        await AddressOfAsync(client, id, cancellation), ConnectionPurpose.Control, request, cancellation)
                    : await client.CallAnyAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, cancellation);
                var result = response.Responses.Single();
                KafkaException.ThrowIfRefused(result.ErrorCode, $"Altering {Show(broker)}", result.ErrorMessage);
                return result;
            },
            cancellation);
    }

    private static async ValueTask<HostPort> AddressOfAsync(ClusterClient client, int broker, CancellationToken cancellation) =>
        (await client.GetMetadataAsync([], cancellation)).Brokers.TryGetValue(broker, out var address)
            ? address
            : throw new KafkaException(ErrorCode.BrokerNotAvailable, $"The cluster has no broker {broker}");

    private static string NameOf(int? broker) => broker is { } id ? id.ToString(CultureInfo.InvariantCulture) : "";

    private static string Show(int? broker) => broker is { } id ? $"broker {id}" : "all brokers";

    private static DescribeConfigsRequest.DescribeConfigsResource Whole(sbyte type, string name) =>
        new() { ResourceType = type, ResourceName = name, ConfigurationKeys = null };

    private static IncrementalAlterConfigsRequest Alter(
        sbyte type, string name, IReadOnlyCollection<ConfigChange> changes, bool validateOnly) => new()
        {
            Resources =
        [
            new IncrementalAlterConfigsRequest.AlterConfigsResource
            {
                ResourceType = type,
                ResourceName = name,
                Configs = [.. changes.Select(static change => new IncrementalAlterConfigsRequest.AlterableConfig
                {
                    Name = change.Name,
                    Value = change.Value,
                    ConfigOperation = change.Value is null ? Delete : Set,
                })],
            },
        ],
            ValidateOnly = validateOnly,
        };

    private static IReadOnlyList<ConfigEntry> Entries(DescribeConfigsResponse.DescribeConfigsResult result, string what)
    {
        AdminClient.ThrowIfFinal(result.ErrorCode, what, result.ErrorMessage);
        return
        [
            .. result.Configs.OrderBy(config => config.Name, StringComparer.Ordinal)
                .Select(
                    config => new ConfigEntry(
                        config.Name, config.Value, (ConfigSource)config.ConfigSource, config.ReadOnly, config.IsSensitive)),
        ];
    }
}
