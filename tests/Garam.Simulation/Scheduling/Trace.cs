using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Garam.Simulation.Scheduling;

/// <summary>
/// Everything that happened in a run, as a hash: every choice of the scheduler and every line that somebody wrote. Two runs with the
/// same hash did the same. Lines also go to <paramref name="output"/>, if there is one.
/// </summary>
public sealed class Trace(TextWriter? output) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _pending = new byte[64 * 1024];
    private int _pendingBytes;

    public long Steps { get; private set; }

    public void Step(TimeSpan now, int process, int choice)
    {
        Steps++;
        var entry = Take(16);
        BinaryPrimitives.WriteInt64LittleEndian(entry, now.Ticks);
        BinaryPrimitives.WriteInt32LittleEndian(entry[8..], process);
        BinaryPrimitives.WriteInt32LittleEndian(entry[12..], choice);
    }

    public void Line(TimeSpan now, string source, string text)
    {
        output?.WriteLine($"{now.TotalSeconds,9:F4} {source,-12} {text}");
        Flush();
        _hash.AppendData(Encoding.UTF8.GetBytes($"{now.Ticks} {source} {text}\n"));
    }

    public string Hash()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public void Dispose() => _hash.Dispose();

    private Span<byte> Take(int bytes)
    {
        if (_pendingBytes + bytes > _pending.Length)
        {
            Flush();
        }

        _pendingBytes += bytes;
        return _pending.AsSpan(_pendingBytes - bytes, bytes);
    }

    private void Flush()
    {
        _hash.AppendData(_pending.AsSpan(0, _pendingBytes));
        _pendingBytes = 0;
    }
}
