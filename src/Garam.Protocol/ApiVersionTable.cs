using System.Collections.Immutable;

namespace Garam.Protocol;

/// <summary>
/// The versions of every Kafka API that has message classes, exactly as Apache Kafka 4.3.1 announces them. The ranges differ from those of
/// the schemas. Produce is announced from 0, because librdkafka silently stops compressing otherwise. Versions that the schema calls
/// unstable are not announced.
/// </summary>
public static class ApiVersionTable
{
    /// <summary>First of Garam's own keys, which are flexible in every version.</summary>
    public const short PrivateKeyMin = 16384;

    /// <summary>All ranges, in the order of their keys.</summary>
    public static ImmutableArray<ApiVersionRange> All { get; } =
    [
        new(ApiKey.Produce, 0, 13, 3, 9),
        new(ApiKey.Fetch, 4, 18, 4, 12),
        new(ApiKey.ListOffsets, 1, 11, 1, 6),
        new(ApiKey.Metadata, 0, 13, 0, 9),
        new(ApiKey.OffsetCommit, 2, 10, 2, 8),
        new(ApiKey.OffsetFetch, 1, 10, 1, 6),
        new(ApiKey.FindCoordinator, 0, 6, 0, 3),
        new(ApiKey.JoinGroup, 0, 9, 0, 6),
        new(ApiKey.Heartbeat, 0, 4, 0, 4),
        new(ApiKey.LeaveGroup, 0, 5, 0, 4),
        new(ApiKey.SyncGroup, 0, 5, 0, 4),
        new(ApiKey.DescribeGroups, 0, 6, 0, 5),
        new(ApiKey.ListGroups, 0, 5, 0, 3),
        new(ApiKey.ApiVersions, 0, 4, 0, 3),
        new(ApiKey.CreateTopics, 2, 7, 2, 5),
        new(ApiKey.DeleteTopics, 1, 6, 1, 4),
        new(ApiKey.DeleteRecords, 0, 2, 0, 2),
        new(ApiKey.InitProducerId, 0, 5, 0, 2),
        new(ApiKey.OffsetForLeaderEpoch, 2, 4, 2, 4),
        new(ApiKey.DescribeConfigs, 1, 4, 1, 4),
        new(ApiKey.AlterConfigs, 0, 2, 0, 2),
        new(ApiKey.DescribeLogDirs, 1, 5, 1, 2),
        new(ApiKey.CreatePartitions, 0, 3, 0, 2),
        new(ApiKey.DeleteGroups, 0, 2, 0, 2),
        new(ApiKey.IncrementalAlterConfigs, 0, 1, 0, 1),
        new(ApiKey.OffsetDelete, 0, 0, 0, null),
        new(ApiKey.DescribeCluster, 0, 2, 0, 0),
        new(ApiKey.DescribeProducers, 0, 0, 0, 0),
        new(ApiKey.ListConfigResources, 0, 1, 0, 0),
        new(ApiKey.DescribeTopicPartitions, 0, 0, 0, 0),
    ];

    /// <summary>APIs that Garam only asks of other clusters. No handler serves them, so they are not announced.</summary>
    public static ImmutableArray<ApiVersionRange> AskedOnly { get; } =
    [
        new(ApiKey.SaslHandshake, 0, 1, 0, null),
        new(ApiKey.SaslAuthenticate, 0, 2, 0, 2),
        new(ApiKey.ConsumerGroupDescribe, 0, 1, 0, 0),
    ];

    private static readonly ApiVersionRange?[] ByKey = IndexByKey();

    /// <summary>Returns null for an API without message classes.</summary>
    public static ApiVersionRange? Find(ApiKey key) => (uint)key < (uint)ByKey.Length ? ByKey[(int)key] : null;

    /// <summary>
    /// Returns 2 for a header with tagged fields, 1 for one without. Works for any version, so that the header of a request from a newer
    /// client can be read.
    /// </summary>
    public static short RequestHeaderVersion(ApiKey key, short version) => IsFlexible(key, version) ? (short)2 : (short)1;

    /// <summary>
    /// ApiVersions is always answered with header 0. A client that asks in a version that this server does not know gets a version 0
    /// response, and must be able to read it before it learns that.
    /// </summary>
    public static short ResponseHeaderVersion(ApiKey key, short version) =>
        key != ApiKey.ApiVersions && IsFlexible(key, version) ? (short)1 : (short)0;

    private static bool IsFlexible(ApiKey key, short version) =>
        (short)key >= PrivateKeyMin || Find(key) is { } range && range.IsFlexible(version);

    private static ApiVersionRange?[] IndexByKey()
    {
        ApiVersionRange[] ranges = [.. All, .. AskedOnly];
        var index = new ApiVersionRange?[ranges.Max(r => (int)r.Key) + 1];
        foreach (var range in ranges)
        {
            index[(int)range.Key] = range;
        }

        return index;
    }
}
