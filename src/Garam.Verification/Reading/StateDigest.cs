using System.Security.Cryptography;
using Garam.Journal.Replication;

namespace Garam.Verification.Reading;

/// <summary>A whole state as one hash: equal states have equal rows in an equal order. Holds a chunk at a time.</summary>
internal sealed class StateDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public static string Of(Replica replica)
    {
        using var digest = new StateDigest();
        using var cut = replica.Cut(0).State;
        foreach (var chunk in cut.ReadChunks())
        {
            digest.Add(chunk.Span);
        }

        return digest.Complete();
    }

    public void Add(ReadOnlySpan<byte> rows) => _hash.AppendData(rows);

    public string Complete() => Convert.ToHexString(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
