using Garam.Protocol;

namespace Garam.Client.Connections;

/// <summary>What a broker says it serves.</summary>
public readonly record struct ServedApi(ApiKey Key, short Min, short Max);
