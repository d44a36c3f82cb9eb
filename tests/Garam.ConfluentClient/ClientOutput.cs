using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Garam.ConfluentClient;

/// <summary>
/// Writes records and events to standard output. A line is with the test before the next call, even if the process is killed then. Any
/// thread.
/// </summary>
internal sealed class ClientOutput : IDisposable
{
    private readonly Stream _stream = Console.OpenStandardOutput();
    private readonly Lock _lock = new();

    public void Event(string name, params IEnumerable<object> words) =>
        Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"#{string.Join(' ', words.Prepend(name))}\n")));

    public void Records(IReadOnlyList<ConsumeResult<byte[], byte[]>> records)
    {
        using var lines = new MemoryStream();
        foreach (var record in records)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{record.Topic}\t{record.Partition.Value}\t{record.Offset.Value}\t");
            lines.Write(Encoding.UTF8.GetBytes(place));
            lines.Write(record.Message.Key ?? []);
            lines.WriteByte((byte)'\t');
            lines.Write(record.Message.Value);
            lines.WriteByte((byte)'\n');
        }

        Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
    }

    public void Dispose() => _stream.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _stream.Write(bytes);
        }
    }
}
