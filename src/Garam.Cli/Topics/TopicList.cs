namespace Garam.Cli.Topics;

/// <summary>What <c>garam topics list --json</c> prints.</summary>
internal sealed record TopicList(IReadOnlyList<TopicRow> Topics);
