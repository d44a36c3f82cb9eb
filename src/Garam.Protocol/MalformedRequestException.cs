namespace Garam.Protocol;

/// <summary>
/// Reports bytes that break their format. Only codecs throw it; the connection loop catches it, logs it and closes the connection.
/// </summary>
public sealed class MalformedRequestException(string message) : Exception(message);
