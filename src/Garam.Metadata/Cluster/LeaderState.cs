namespace Garam.Metadata.Cluster;

/// <param name="Epoch">Of the newest claim.</param>
/// <param name="Nonce">Of that claim.</param>
/// <param name="Host">Where it takes commands; empty when it serves its own process only.</param>
/// <param name="Port">Where it takes commands.</param>
/// <param name="HasResigned">It gave up in good order: the next claim need not wait the lease out.</param>
public sealed record LeaderState(int Epoch, long Nonce, string Host, int Port, bool HasResigned);
