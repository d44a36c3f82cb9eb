using System.Diagnostics;
using System.Text;

namespace Garam.ClientTests.Support;

/// <summary>kcat 1.7.1 on librdkafka 2.0.2: the oldest client of the tests and the fastest.</summary>
public sealed class KcatClient : IKafkaClient
{
    private static readonly TimeSpan ProducePatience = TimeSpan.FromMinutes(4);

    public string Name => "kcat";

    public string? Missing { get; } = Tool.IsInstalled("kcat") ? null : "kcat is not installed: eng/install-test-clients installs it.";

    /// <summary>Its output is buffered, so that the last records leave it only when it ends.</summary>
    public bool StopsAtEnd => true;

    public bool Supports(Codec codec) => true;

    public async Task ProduceAsync(string bootstrap, IReadOnlyList<Send> sends)
    {
        await ClientVersions.NoteKcatAsync();
        foreach (var send in sends)
        {
            await ProduceAsync(bootstrap, send);
        }
    }

    public ClientProcess StartConsumer(ConsumerSettings settings, RecordSink sink, Action<ClientEvent>? onEvent = null)
    {
        var session = ((int)settings.SessionTimeout.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("kcat", [
            "-b", settings.Bootstrap, "-X", $"session.timeout.ms={session}",
            "-X", "heartbeat.interval.ms=500", "-X", "auto.offset.reset=earliest",
            "-X", "fetch.wait.max.ms=200", "-e", "-f", "%t\t%p\t%o\t%k\t%s\n", "-G", settings.Group, .. settings.Topics,
        ]);
        return ClientProcess.Start(Name, start, sink, onEvent);
    }

    private async Task ProduceAsync(string bootstrap, Send send)
    {
        string[] keys = send.Keyed ? ["-K", "\t"] : [];
        var start = new ProcessStartInfo("kcat", [
            "-P", "-b", bootstrap, "-t", send.Topic, .. keys,
            "-X", "enable.idempotence=true", "-X", $"compression.codec={Codecs.Name(send.Codec)}",
            "-X", "linger.ms=20", "-X", "queue.buffering.max.messages=500000",
        ]);
        await using var process = ClientProcess.Start(Name, start);
        await process.FeedAsync(input => WriteAsync(input, send));
        await process.EndAsync(ProducePatience);
    }

    private static async Task WriteAsync(Stream input, Send send)
    {
        var lines = SourceLog.Split(await File.ReadAllBytesAsync(send.File));
        var number = send.First;
        using var round = new MemoryStream();
        for (var i = 0; i < send.Times; i++)
        {
            round.SetLength(0);
            foreach (var line in lines)
            {
                round.Write(send.Keyed ? Encoding.ASCII.GetBytes($"{number++}\t") : []);
                round.Write(line);
                round.WriteByte((byte)'\n');
            }

            await input.WriteAsync(round.GetBuffer().AsMemory(0, (int)round.Length));
        }
    }
}
