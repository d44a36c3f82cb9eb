using System.Diagnostics;
using System.Text.Json;

namespace Garam.ClientTests.Support;

/// <summary>A client with a program in the clients folder, which speaks the three requests of clients/README.md.</summary>
public sealed class ScriptClient(string name, IReadOnlyList<string> command, string? missing, params IReadOnlyList<Codec> unsupported)
    : IKafkaClient
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan ProducePatience = TimeSpan.FromMinutes(4);

    public string Name => name;

    public string? Missing => missing;

    public bool StopsAtEnd => false;

    public bool Supports(Codec codec) => !unsupported.Contains(codec);

    public async Task ProduceAsync(string bootstrap, IReadOnlyList<Send> sends)
    {
        var requests = sends.Select(
            send => new { send.Topic, send.File, Codec = Codecs.Name(send.Codec), send.Keyed, send.First, send.Times, send.Timestamp });
        await using var process = Start("produce", new { bootstrap, sends = requests });
        await process.EndAsync(ProducePatience);
        Assert.Equal(sends.Count, process.Count("sent"));
    }

    public ClientProcess StartConsumer(ConsumerSettings settings, RecordSink sink, Action<ClientEvent>? onEvent = null)
    {
        var request = new
        {
            settings.Bootstrap,
            settings.Group,
            settings.Topics,
            settings.Instance,
            settings.Assignor,
            SessionMs = (int)settings.SessionTimeout.TotalMilliseconds,
        };
        return Start("consume", request, sink, onEvent);
    }

    /// <summary>An idempotent producer that sends 0, 1, 2, … until it is stopped.</summary>
    /// <param name="bootstrap">The server.</param>
    /// <param name="topic">Where to.</param>
    /// <param name="partitions">In turn.</param>
    /// <param name="perSecond">Records a second, for tests whose readers have to keep up; 0: as fast as it can. Confluent's clients for
    /// Python and .NET alone can.</param>
    public ClientProcess StartSequence(string bootstrap, string topic, int partitions, int perSecond = 0) =>
        Start("sequence", new { bootstrap, topic, partitions, perSecond });

    /// <summary>Producers and members of a group with the client's default settings. The test checks that the client understands.</summary>
    public ClientProcess StartTraffic(TrafficSettings settings, RecordSink sink, Action<ClientEvent> onEvent) =>
        Start("traffic", settings, sink, onEvent);

    private ClientProcess Start(string verb, object request, RecordSink? sink = null, Action<ClientEvent>? onEvent = null)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), verb, JsonSerializer.Serialize(request, Json)]);
        start.Environment["NODE_PATH"] = Repository.NodeModules;
        return ClientProcess.Start(Name, start, sink, onEvent);
    }
}
