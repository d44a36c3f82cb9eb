using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;

namespace Garam.Client.Connections;

/// <summary>A range of versions that a broker serves.</summary>
public readonly record struct ServedApi(ApiKey Key, short Min, short Max);

/// <summary>The APIs that one broker serves, compared with those that this client knows.</summary>
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

    /// <summary>Ordered by key, including APIs that this client does not know.</summary>
    public IReadOnlyList<ServedApi> All => [.. _apis.Values.OrderBy(static api => api.Key)];

    /// <summary>Returns the highest version that both ends know, or null if there is none.</summary>
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
        VersionOf(key)
            ?? throw new KafkaException(KafkaFault.NoCommonVersion, $"The broker serves no version of {key} that is known here.");
}
