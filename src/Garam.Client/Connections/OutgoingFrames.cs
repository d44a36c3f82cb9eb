using Garam.Protocol.Wire;

namespace Garam.Client.Connections;

/// <summary>
/// The requests of one gather send. Owns their encoded bytes until they are sent or given up. Used by the send loop alone.
/// </summary>
internal sealed class OutgoingFrames(string clientId)
{
    private readonly List<FrameWriter> _frames = [];
    private readonly List<PendingCall> _overWhenSent = [];
    private readonly List<ReadOnlyMemory<byte>> _slices = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Slices => _slices;

    public void Add(PendingCall call)
    {
        var frame = FrameEncoding.Request(call.Key, call.Version, call.Correlation, clientId, call.Request);
        _frames.Add(frame);
        _slices.AddRange(frame.Complete());
        if (!call.ExpectsResponse)
        {
            _overWhenSent.Add(call);
        }
    }

    public void MarkSent()
    {
        Release();
        _overWhenSent.ForEach(static call => call.MarkSent());
        _overWhenSent.Clear();
    }

    /// <summary>Fails the requests that have no answer to end them.</summary>
    public void Fail(Exception fault)
    {
        Release();
        _overWhenSent.ForEach(call => call.Fail(fault));
        _overWhenSent.Clear();
    }

    private void Release()
    {
        _slices.Clear();
        _frames.ForEach(static frame => frame.Dispose());
        _frames.Clear();
    }
}
