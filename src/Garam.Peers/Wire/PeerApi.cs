namespace Garam.Peers.Wire;

/// <summary>
/// The calls between processes of a cluster. The keys lie far above Kafka's, so neither kind of listener takes the other's requests for its
/// own. Never reuse one.
/// </summary>
internal enum PeerApi : short
{
    /// <summary>Begins the handshake: exchanges versions and nonces, and brings the server's proof.</summary>
    Hello = 30_000,

    /// <summary>Ends the handshake with the caller's proof.</summary>
    Prove = 30_001,

    /// <summary>Submits a command to the leader.</summary>
    Submit = 30_002,

    /// <summary>Asks the leader for a number that contains everything acknowledged before.</summary>
    ConfirmTail = 30_003,

    /// <summary>Hands a client's request to the coordinator on the leader.</summary>
    Forward = 30_004,

    /// <summary>Waits for new entries of the journal.</summary>
    FetchTail = 30_005,

    /// <summary>Asks for nothing but an answer: the connection works.</summary>
    Ping = 30_006,

    /// <summary>Asks a process about itself. Any process of the cluster answers, whether it leads or not.</summary>
    Describe = 30_007,

    /// <summary>Asks the leader to resign, so that another process leads.</summary>
    MoveLeadership = 30_008,
}

/// <summary>The keys that this program knows.</summary>
internal static class PeerApis
{
    public const PeerApi First = PeerApi.Hello;

    public const PeerApi Last = PeerApi.MoveLeadership;
}
