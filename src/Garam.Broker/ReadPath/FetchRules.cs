namespace Garam.Broker.ReadPath;

/// <param name="BytesMax">Of the whole response.</param>
/// <param name="IsReadCommitted">End at the last stable offset.</param>
internal readonly record struct FetchRules(int BytesMax, bool IsReadCommitted);
