using System.Globalization;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Client;

/// <summary>The settings that both clients of a comparison share.</summary>
internal sealed class ClientLoad
{
    public required HostPort Broker { get; init; }

    public int RecordBytes { get; private set; } = 1024;

    public int BatchBytes { get; private set; } = 1_000_000;

    public TimeSpan Linger { get; private set; } = TimeSpan.FromMilliseconds(5);

    public ProducerAcks Acks { get; private set; } = ProducerAcks.All;

    public bool IsIdempotent { get; private set; } = true;

    public static ClientLoad Parse(string[] args)
    {
        var address = args[0].Split(':');
        var load = new ClientLoad { Broker = new HostPort(address[0], int.Parse(address[1], CultureInfo.InvariantCulture)) };
        for (var i = 1; i + 1 < args.Length; i += 2)
        {
            load.Set(args[i], args[i + 1]);
        }

        return load;
    }

    public ClusterClient Connect() => new(
        new ClusterClientOptions { Bootstrap = [Broker], Connection = new KafkaConnectionOptions { ClientId = "garam-benchmark" } },
        new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance),
        TimeProvider.System,
        new Random(1));

    private void Set(string option, string value)
    {
        switch (option)
        {
            case "--size":
                RecordBytes = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--batch":
                BatchBytes = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--linger-ms":
                Linger = TimeSpan.FromMilliseconds(int.Parse(value, CultureInfo.InvariantCulture));
                break;
            case "--acks":
                Acks = (ProducerAcks)short.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--idempotent":
                IsIdempotent = bool.Parse(value);
                break;
            default:
                throw new ArgumentException($"There is no option {option}.");
        }
    }
}
