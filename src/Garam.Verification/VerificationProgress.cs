namespace Garam.Verification;

/// <summary>How far a verification is. Its readers write it, any thread looks.</summary>
public sealed class VerificationProgress
{
    private long _total;
    private long _done;

    /// <summary>Bytes of segments to be read; 0 until the metadata is known.</summary>
    public long TotalBytes
    {
        get => Volatile.Read(ref _total);
        internal set => Volatile.Write(ref _total, value);
    }

    /// <summary>Bytes of segments that are done with: in a verification that is not deep most of them were not read.</summary>
    public long DoneBytes => Volatile.Read(ref _done);

    internal void Add(long bytes) => Interlocked.Add(ref _done, bytes);
}
