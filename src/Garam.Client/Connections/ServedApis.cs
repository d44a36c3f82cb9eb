using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;

namespace Garam.Client.Connections;

/// <summary>What a broker says it serves.</summary>
public readonly record struct ServedApi(ApiKey Key, short Min, short Max);

/// <summary>What one broker serves, held against what is known here.</summary>
internal sealed class ServedApis
{
    public static readonly ServedApis None = new([]);

    private readonly Dictionary<ApiKey, ServedApi> _apis = [];

    public ServedApis(IEnumerable<ApiVersionsResponse.ApiVersion> announced)
    {
        foreach (var api in announced)
        {
            _apis[api.ApiKey] = new ServedApi(api.ApiKey, api.MinVersion, api.MaxVersion);
        }
    }

    /// <summary>By key; also those that are not known here.</summary>
    public IReadOnlyList<ServedApi> All => [.. _apis.Values.OrderBy(static api => api.Key)];

    /// <summary>The highest version that both sides know, or null when there is none.</summary>
    public short? VersionOf(ApiKey key)
    {
        if (!_apis.TryGetValue(key, out var served) || ApiVersionTable.Find(key) is not { } known)
        {
            return null;
        }

        var version = Math.Min(served.Max, known.Max);
        return version >= served.Min && version >= known.Decodable ? version : null;
    }

    /// <exception cref="KafkaException">There is no common version.</exception>
    public short RequiredVersionOf(ApiKey key) =>
        VersionOf(key) ?? throw new KafkaException(KafkaFault.NoCommonVersion, $"The broker serves no version of {key} that is known here.");
}
