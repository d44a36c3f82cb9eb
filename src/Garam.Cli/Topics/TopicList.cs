namespace Garam.Cli.Topics;

/// <summary>The document that <c>garam topics list --json</c> prints.</summary>
internal sealed record TopicList(IReadOnlyList<TopicRow> Topics);
