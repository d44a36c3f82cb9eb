namespace Garam.ClientTests.Tools;

/// <summary>Every known difference between the tools' output against Garam and against Apache Kafka 4.3.1. It may only shrink.</summary>
public static class ToolDifferences
{
    private const string NoInternalTopics =
        "Kafka keeps committed offsets in a topic. Garam keeps them in its journal and has no internal topics.";
    private const string NoReplicas =
        "Kafka writes min.insync.replicas into the cluster's dynamic defaults because it tracks eligible leader replicas. "
        + "In Garam the store replicates.";

    private const string OwnSetting =
        "Kafka decompresses every batch that it receives. In Garam a setting decides how closely batches are checked.";

    public static IReadOnlyList<AllowedDifference> All { get; } =
    [
        new("", "^.*__consumer_offsets.*$", NoInternalTopics),
        new(
            "configs --describe --entity-type topics",
            "^(cleanup.policy=compact|compression.type=producer|segment.bytes=104857600) .*synonyms={DYNAMIC_TOPIC_CONFIG.*$",
            NoInternalTopics),
        new("topics --describe --topics-with-overrides", "^Topic: .* Configs: min.insync.replicas=1$", NoReplicas),
        new("topics --describe", @"\bmin.insync.replicas=1,?", NoReplicas),
        new("configs --describe --entity-type brokers --entity-default", "^min.insync.replicas=1 .*$", NoReplicas),
        new("configs --describe", @"^garam\.compressed\.records\.validation=.*$", OwnSetting),
        new("configs --describe", "DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1, ", NoReplicas),
        new(
            "api-versions",
            $"^({UnservedApis}).*$",
            "Not built, and therefore not announced: transactions, ACLs, quotas, SASL, delegation tokens, KIP-848 groups, "
                + "share groups, and the APIs that manage Kafka's replicas and quorum."),
    ];

    private const string UnservedApis =
        "AddOffsetsToTxn|AddPartitionsToTxn|EndTxn|TxnOffsetCommit|WriteTxnMarkers|DescribeTransactions|ListTransactions" +
        "|CreateAcls|DeleteAcls|DescribeAcls|SaslAuthenticate|SaslHandshake|AlterUserScramCredentials|DescribeUserScramCredentials" +
        "|AlterClientQuotas|DescribeClientQuotas|CreateDelegationToken|DescribeDelegationToken|ExpireDelegationToken|RenewDelegationToken" +
        "|ConsumerGroupDescribe|ConsumerGroupHeartbeat|Share|InitializeShareGroupState|ReadShareGroupState|WriteShareGroupState" +
        "|DeleteShareGroup|DescribeShareGroupOffsets|AlterShareGroupOffsets|StreamsGroup" +
        "|AddRaftVoter|RemoveRaftVoter|DescribeQuorum|UnregisterBroker|UpdateFeatures|ElectLeaders" +
        "|AlterPartitionReassignments|ListPartitionReassignments|AlterReplicaLogDirs|GetTelemetrySubscriptions|PushTelemetry";
}
