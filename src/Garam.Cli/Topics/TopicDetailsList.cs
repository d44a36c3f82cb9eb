namespace Garam.Cli.Topics;

/// <summary>The document that <c>garam topics describe --json</c> prints.</summary>
internal sealed record TopicDetailsList(IReadOnlyList<TopicDetails> Topics);
