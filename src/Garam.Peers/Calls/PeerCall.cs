using Garam.Peers.Wire;
using Garam.Protocol.Wire;

namespace Garam.Peers.Calls;

/// <summary>
/// A call in flight, completed with the body of its reply. A caller that no longer waits completes it early; the call keeps its place until
/// its reply arrives, because the other end is still busy with it.
/// </summary>
internal sealed class PeerCall(PeerApi api) : TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public PeerApi Api { get; } = api;

    /// <summary>Makes the request for two ends of which the older one knows this feature level. Called when the request is sent.</summary>
    public required Func<short, IMessage> Request { get; init; }

    /// <summary>The size of a forwarded request.</summary>
    public int Bytes { get; init; }

    /// <summary>The time for the call; null if the reply may take as long as it likes.</summary>
    public TimeSpan? TimeLimit { get; init; }

    public int Correlation { get; set; }

    /// <summary>A timestamp of the connection's clock.</summary>
    public long StartedAt { get; set; }

    /// <summary>The caller has its reply or fault, or no longer waits.</summary>
    public bool IsOver => Task.IsCompleted;
}
