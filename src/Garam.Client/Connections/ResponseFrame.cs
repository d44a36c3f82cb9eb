using Garam.Protocol;

namespace Garam.Client.Connections;

/// <summary>
/// The bytes of one answer, which its readers share. It starts with one reference; the last one that is released gives the memory back.
/// A reader that forgets to release costs no leak: the memory is then collected instead of used again. Any thread.
/// </summary>
internal sealed class ResponseFrame(FrameBuffers buffers, int length)
{
    private readonly byte[] _bytes = buffers.Rent(length);
    private int _references = 1;

    public Memory<byte> Memory => _bytes.AsMemory(0, length);

    public void Retain() => Invariant.Check(Interlocked.Increment(ref _references) > 1);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        Invariant.Check(left >= 0);
        if (left == 0)
        {
            buffers.Return(_bytes);
        }
    }
}
