namespace Garam.Protocol;

/// <summary>One line of Kafka's error table.</summary>
public sealed record ErrorCodeEntry(ErrorCode Code, string KafkaName, bool Retriable, string Text);
