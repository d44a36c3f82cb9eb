namespace Garam.Client.Fetching;

/// <summary>A header of a record. Kafka tells an absent value from an empty one.</summary>
public sealed record ConsumedHeader(string Key, byte[]? Value);
