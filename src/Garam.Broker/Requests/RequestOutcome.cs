namespace Garam.Broker.Requests;

public enum RequestOutcome
{
    Answered,

    /// <summary>Not a request that can be read: the connection is closed.</summary>
    Malformed,

    /// <summary>The connection broke or the process stopped while it was handled: nobody waits for the answer.</summary>
    Abandoned,

    /// <summary>The handler threw: the connection is closed.</summary>
    Failed,
}
