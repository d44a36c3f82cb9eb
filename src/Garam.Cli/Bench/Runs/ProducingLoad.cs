using Garam.Cli.Bench.Loads;
using Garam.Cli.Bench.Payloads;
using Garam.Client.Producing;

namespace Garam.Cli.Bench.Runs;

/// <summary>What one producing client sends.</summary>
internal sealed record ProducingLoad(LoadSettings Settings, string Topic, IPayloadSource Payloads, KeySource Keys, StampWriter Stamps)
{
    /// <summary>Primes, so that the parts of one client's load and those of its neighbours begin at different places.</summary>
    private const int ClientSeedStep = 7919;

    public static ProducingLoad Create(LoadSettings settings, string topic, LinesPayload? lines, long? run, int client)
    {
        var seed = settings.Seed + (client * ClientSeedStep);
        IPayloadSource payloads = lines is not null
            ? lines.ForClient(client, settings.Producers)
            : new RandomPayload(settings.RecordBytes, settings.CompressibleShare, seed);
        return new ProducingLoad(settings, topic, payloads, new KeySource(settings.Keys, client, settings.Producers, seed), new StampWriter(run));
    }

    public ProducerOptions ToOptions(IDeliveryObserver observer) => new()
    {
        BatchBytesMax = Settings.BatchBytes,
        RequestBytesMax = Settings.RequestBytesMax,
        Linger = Settings.Linger,
        Compression = Settings.Compression,
        Acks = Settings.Acks,
        IsIdempotent = Settings.IsIdempotent,
        Observer = observer,
    };
}
