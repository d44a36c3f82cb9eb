using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ApiVersions;

[Message(ApiKey.ApiVersions, "0-4", Flexible = "3+")]
public sealed partial class ApiVersionsResponse : IResponse
{
    /// <summary>The top-level error code.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The APIs supported by the broker.</summary>
    [Field("0+")]
    public ApiVersion[] ApiKeys { get; set; } = [];

    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Features supported by the broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.</summary>
    [Field("3+", Tag = 0)]
    public SupportedFeatureKey[] SupportedFeatures { get; set; } = [];

    /// <summary>
    /// The monotonically increasing epoch for the finalized features information. Valid values are &gt;= 0. A value of -1 is special and
    /// represents unknown epoch.
    /// </summary>
    [Field("3+", Tag = 1)]
    public long FinalizedFeaturesEpoch { get; set; } = -1;

    /// <summary>List of cluster-wide finalized features. The information is valid only if FinalizedFeaturesEpoch &gt;= 0.</summary>
    [Field("3+", Tag = 2)]
    public FinalizedFeatureKey[] FinalizedFeatures { get; set; } = [];

    /// <summary>Set by a KRaft controller if the required configurations for ZK migration are present.</summary>
    [Field("3+", Tag = 3)]
    public bool ZkMigrationReady { get; set; }

    /// <summary>The APIs supported by the broker.</summary>
    [WireStruct]
    public sealed partial class ApiVersion
    {
        /// <summary>The API index.</summary>
        [Field("0+")]
        public ApiKey ApiKey { get; set; }

        /// <summary>The minimum supported version, inclusive.</summary>
        [Field("0+")]
        public short MinVersion { get; set; }

        /// <summary>The maximum supported version, inclusive.</summary>
        [Field("0+")]
        public short MaxVersion { get; set; }
    }

    /// <summary>Features supported by the broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.</summary>
    [WireStruct]
    public sealed partial class SupportedFeatureKey
    {
        /// <summary>The name of the feature.</summary>
        [Field("3+")]
        public string Name { get; set; } = "";

        /// <summary>The minimum supported version for the feature.</summary>
        [Field("3+")]
        public short MinVersion { get; set; }

        /// <summary>The maximum supported version for the feature.</summary>
        [Field("3+")]
        public short MaxVersion { get; set; }
    }

    /// <summary>List of cluster-wide finalized features. The information is valid only if FinalizedFeaturesEpoch &gt;= 0.</summary>
    [WireStruct]
    public sealed partial class FinalizedFeatureKey
    {
        /// <summary>The name of the feature.</summary>
        [Field("3+")]
        public string Name { get; set; } = "";

        /// <summary>The cluster-wide finalized max version level for the feature.</summary>
        [Field("3+")]
        public short MaxVersionLevel { get; set; }

        /// <summary>The cluster-wide finalized min version level for the feature.</summary>
        [Field("3+")]
        public short MinVersionLevel { get; set; }
    }
}
