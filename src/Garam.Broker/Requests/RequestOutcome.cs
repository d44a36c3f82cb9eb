namespace Garam.Broker.Requests;

public enum RequestOutcome
{
    Answered,

    /// <summary>Not a request that can be read: the connection is closed.</summary>
    Malformed,

    /// <summary>The handler threw: the connection is closed.</summary>
    Failed,
}
