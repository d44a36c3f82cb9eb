using System.Text;

namespace Garam.Cli.Terminal;

/// <summary>Reads text that a user wrote into a file or pipes in: settings, lists of topics.</summary>
public static class WrittenText
{
    /// <summary>More than any user writes, and an end for files that have none, such as /dev/zero.</summary>
    private const int BytesMax = 4 << 20;

    /// <exception cref="IOException">The stream cannot be read, or is larger.</exception>
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

/// <summary>Explains why a file that a user named cannot be opened.</summary>
public static class FileFault
{
    /// <summary>Gives the reason in words that do not depend on the runtime's.</summary>
    public static string ReasonOf(Exception fault, string path) => fault switch
    {
        _ when Directory.Exists(path) => "it is a directory",
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such directory",
        UnauthorizedAccessException => "permission denied",
        _ => fault.Message.ReplaceLineEndings(" ").Replace($" : '{Path.GetFullPath(path)}'", "", StringComparison.Ordinal).TrimEnd('.'),
    };
}
