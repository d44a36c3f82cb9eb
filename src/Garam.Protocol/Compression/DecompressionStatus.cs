namespace Garam.Protocol.Compression;

/// <summary>The outcome of a decompression. What a client sent can always turn out to be anything but <see cref="Done"/>.</summary>
public enum DecompressionStatus
{
    Done,

    /// <summary>The input is not what its codec writes, or it is cut off.</summary>
    Corrupt,

    /// <summary>The output would exceed the caller's limit.</summary>
    TooLarge,

    /// <summary>There is no codec of this type, or its native library is missing.</summary>
    Unsupported,
}
