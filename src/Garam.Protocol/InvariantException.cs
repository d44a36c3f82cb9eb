namespace Garam.Protocol;

/// <summary>A bug, or memory or storage that changed under us. Nobody catches it but the host, which stops.</summary>
public sealed class InvariantException(string message) : Exception(message);
