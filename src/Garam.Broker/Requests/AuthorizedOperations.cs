namespace Garam.Broker.Requests;

/// <summary>
/// Which operations a client may do, as bits by Kafka's numbers of operations. There are no access rules, so everybody may do everything
/// that a kind of resource knows, as in a Kafka without an authorizer.
/// </summary>
internal static class AuthorizedOperations
{
    /// <summary>Create, alter, describe, cluster action, describe configs, alter configs, idempotent write.</summary>
    public const int OfCluster = 1 << 5 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12;

    /// <summary>Read, write, create, delete, alter, describe, describe configs, alter configs.</summary>
    public const int OfTopic = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 11;

    /// <summary>They were not asked for.</summary>
    public const int Omitted = int.MinValue;
}
