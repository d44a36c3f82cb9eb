using System.Text;

namespace Garam.Cli.Terminal;

/// <summary>Text that a person wrote into a file, or pipes in: settings, lists of topics.</summary>
public static class WrittenText
{
    /// <summary>More than anybody writes, and an end for what has none, as /dev/zero.</summary>
    private const int BytesMax = 4 << 20;

    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    public static string Read(Stream stream)
    {
        using (stream)
        {
            var bytes = new byte[BytesMax + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= BytesMax
                ? new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8).ReadToEnd()
                : throw new IOException($"it is larger than {BytesMax >> 20} MiB.");
        }
    }
}
