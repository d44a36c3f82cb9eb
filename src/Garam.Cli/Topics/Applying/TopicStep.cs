namespace Garam.Cli.Topics.Applying;

/// <summary>What is to be done about one topic.</summary>
internal sealed record TopicStep(string Name, TopicAction Action, IReadOnlyList<FieldChange> Changes)
{
    public const string PartitionsField = "partitions";
    public const string ReplicationField = "replication-factor";

    public IEnumerable<FieldChange> ConfigChanges => Changes.Where(change => change.Field is not (PartitionsField or ReplicationField));

    public string? ValueOf(string field) => Changes.FirstOrDefault(change => change.Field == field)?.To;
}
