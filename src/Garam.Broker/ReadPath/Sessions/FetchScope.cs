using Garam.Protocol;

namespace Garam.Broker.ReadPath.Sessions;

/// <summary>What one Fetch request is about, after its session was looked up.</summary>
/// <param name="Error">None, or why the request cannot be served at all.</param>
/// <param name="SessionId">For the response; 0 when there is no session.</param>
/// <param name="Targets">In the order in which they are served.</param>
/// <param name="IsIncremental">True when the response names only what has news.</param>
public sealed record FetchScope(ErrorCode Error, int SessionId, IReadOnlyList<FetchTarget> Targets, bool IsIncremental)
{
    public static FetchScope Refused(ErrorCode error) => new(error, 0, [], false);
}
