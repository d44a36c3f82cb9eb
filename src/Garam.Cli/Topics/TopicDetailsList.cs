namespace Garam.Cli.Topics;

/// <summary>What <c>garam topics describe --json</c> prints.</summary>
internal sealed record TopicDetailsList(IReadOnlyList<TopicDetails> Topics);
