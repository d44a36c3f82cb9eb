using System.Globalization;
using System.Net;
using Garam.Broker.WritePath;
using Garam.Composition;
using Garam.Controller.Leadership;
using Garam.Storage.Format;
using Garam.Storage.Hedging;
using Garam.Storage.Memory;
using Garam.Storage.Retries;
using Garam.Transport.Buffers;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Model;

/// <summary>
/// `model CLASS LINGER_MS AGENTS`: agents in this process, with sockets, on a model of a cloud's store. Prints their addresses, serves
/// until its input ends, then prints the requests and what they would cost in a day.
/// </summary>
internal sealed class ModelMeasurement : IDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    private readonly StoreModel _model;
    private readonly ModelClass _class;
    private readonly List<Node> _nodes = [];
    private readonly TestMeters _meters = new();

    private ModelMeasurement(ModelClass speeds) =>
        (_class, _model) = (speeds, new StoreModel(new MemoryObjectStore(), speeds, TimeProvider.System));

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var name, var lingerText, var agentsText]
            || ClassNamed(name) is not { } speeds
            || !int.TryParse(lingerText, NumberStyles.None, CultureInfo.InvariantCulture, out var linger)
            || !int.TryParse(agentsText, NumberStyles.None, CultureInfo.InvariantCulture, out var agents))
        {
            await Console.Error.WriteLineAsync("model standard|express LINGER_MS AGENTS");
            return 2;
        }

        using var measurement = new ModelMeasurement(speeds);
        await measurement.MeasureAsync(TimeSpan.FromMilliseconds(linger), agents);
        return 0;
    }

    public void Dispose() => _meters.Dispose();

    private static ModelClass? ClassNamed(string name) => name switch
    {
        "standard" => ModelClass.Standard,
        "express" => ModelClass.Express,
        _ => null,
    };

    private async Task MeasureAsync(TimeSpan linger, int agents)
    {
        using var stages = new StageTimes(_meters);
        await StoreFormat.OpenAsync(_model, new Random(2), CancellationToken.None);
        for (var i = 0; i < agents; i++)
        {
            _nodes.Add(await StartAsync(i, linger));
        }

        var lag = new FollowerLag(agents);
        _nodes.ForEach(node => node.Replica.Observe(lag));
        stages.Clear();
        Console.WriteLine(string.Join(',', _nodes.SelectMany(node => node.Addresses)));
        var (started, before) = (TimeProvider.System.GetTimestamp(), _model.Requests);
        await Console.In.ReadToEndAsync();
        var (seconds, after) = (TimeProvider.System.GetElapsedTime(started).TotalSeconds, _model.Requests);
        var followers = lag.Describe(seconds);
        foreach (var node in _nodes)
        {
            await node.StopAsync(StopMax);
            await node.DisposeAsync();
        }

        stages.Report(Console.Out, seconds);
        Console.WriteLine(followers);
        Report(seconds, after.Writes - before.Writes, after.Reads - before.Reads);
    }

    private void Report(double seconds, long writes, long reads)
    {
        const double Day = 86_400;
        var dollars = ((writes * _class.DollarsPerWrite) + (reads * _class.DollarsPerRead)) * Day / seconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_class.Name}: {writes + reads} requests in {seconds:F0} s, {writes / seconds:F1} writes/s, {reads / seconds:F1} reads/s, "
                + $"{dollars:F2} dollars a day for requests"));
    }

    private async Task<Node> StartAsync(int number, TimeSpan linger)
    {
        var random = new Random(number);
        var store = new RetryingObjectStore(
            new HedgedObjectStore(_model, new HedgeOptions(), TimeProvider.System), new RetryOptions(), random, TimeProvider.System);
        var ports = new NodePorts(
            store,
            new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance),
            TimeProvider.System,
            () => new Random(random.Next()),
            _meters,
            NullLoggerFactory.Instance,
            BlockArena.CreateNative);
        return await Node.StartAsync(Describe(number, linger), ports, CancellationToken.None);
    }

    /// <summary>The options of an agent on a bucket.</summary>
    private static NodeOptions Describe(int number, TimeSpan linger) => new()
    {
        Listeners = [new(new IPEndPoint(IPAddress.Loopback, 0))],
        StoreName = "model",
        Segments = new SegmentOptions { Linger = linger, WritesInFlightMax = 5 },
        Leader = new LeaderOptions { LeaseDuration = TimeSpan.FromSeconds(3), FollowInterval = TimeSpan.FromSeconds(1.2) },
        Peers = new PeerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Id = string.Create(CultureInfo.InvariantCulture, $"agent-{number}"),
        },
    };
}
