using Garam.Cli.Terminal;

namespace Garam.Bench.Payloads;

/// <summary>The lines of a real file in turn, starting over after the last one. Empty lines are left out.</summary>
internal sealed class LinesPayload : IPayloadSource
{
    /// <summary>The file is held in memory so that reading it does not disturb the measurement.</summary>
    private const long FileBytesMax = 1L << 30;

    private readonly byte[] _bytes;
    private readonly Range[] _lines;
    private int _next;

    private LinesPayload(byte[] bytes, Range[] lines, int first) => (_bytes, _lines, _next) = (bytes, lines, first);

    /// <exception cref="CommandException">The file cannot be read, is too large or has no lines.</exception>
    public static LinesPayload Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > FileBytesMax)
            {
                throw new CommandException(
                    ExitCode.Usage, $"--payload-file: {path} is larger than 1 GiB, and the file is held in memory; use a part of it.");
            }

            return FromBytes(File.ReadAllBytes(path)) ?? throw new CommandException(
                ExitCode.Usage, $"--payload-file: {path} has no lines.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--payload-file: {path} cannot be read: {FileFault.ReasonOf(fault, path)}.", fault);
        }
    }

    /// <summary>Returns null if there is no line.</summary>
    public static LinesPayload? FromBytes(byte[] bytes)
    {
        var lines = new List<Range>();
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            var end = length < 0 ? bytes.Length : start + length;
            var text = bytes.AsSpan(start, end - start).TrimEnd((byte)'\r');
            if (text.Length > 0)
            {
                lines.Add(start..(start + text.Length));
            }

            start = end + 1;
        }

        return lines.Count == 0 ? null : new LinesPayload(bytes, [.. lines], 0);
    }

    /// <summary>Returns the same lines for one of <paramref name="count"/> clients, each beginning at its own place.</summary>
    public LinesPayload ForClient(int client, int count) => new(_bytes, _lines, (int)((long)_lines.Length * client / count));

    public ReadOnlyMemory<byte> Next()
    {
        var line = _bytes.AsMemory(_lines[_next]);
        _next = (_next + 1) % _lines.Length;
        return line;
    }
}
