namespace Garam.Protocol;

/// <summary>Bytes that are not what their sender says they are. Thrown by the codec only; the connection loop catches it, logs it and closes.</summary>
public sealed class MalformedRequestException(string message) : Exception(message);
