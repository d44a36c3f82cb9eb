namespace Garam.Client.Errors;

/// <summary>The cluster says that it has no such topic; asking again is of no use.</summary>
public sealed class TopicNotFoundException(string what) : Exception($"{what}: there is no such topic");
