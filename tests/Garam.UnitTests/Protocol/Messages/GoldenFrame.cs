using System.Globalization;
using System.Reflection;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>
/// Frames that real clients and Apache Kafka 4.3.1 exchanged, recorded between them. One line a frame: message, version, bytes
/// with the length prefix in hexadecimal.
/// </summary>
internal sealed record GoldenFrame(string Client, string Message, short Version, byte[] Bytes)
{
    private static readonly string[] Clients = ["java", "kafkajs", "kcat", "librdkafka", "python"];

    public static IReadOnlyList<GoldenFrame> All { get; } = [.. Clients.SelectMany(Load)];

    /// <summary>The frame after its length prefix.</summary>
    public ReadOnlyMemory<byte> Body => Bytes.AsMemory(4);

    public static string ReadText(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new FileNotFoundException(file);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public override string ToString() => $"{Client} {Message} v{Version}";

    private static IEnumerable<GoldenFrame> Load(string client) =>
        from line in ReadText($"frames-{client}.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let parts = line.Split(' ')
        select new GoldenFrame(client, parts[0], short.Parse(parts[1], CultureInfo.InvariantCulture), Convert.FromHexString(parts[2]));
}
