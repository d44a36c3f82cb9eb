using Garam.Cli.Commands;
using Garam.Client;
using Garam.Client.Producing;
using Garam.Demo.Checking;
using Garam.Demo.Kills;
using Garam.Demo.Records;

namespace Garam.Demo.Streaming;

/// <summary>
/// Sends records at a steady rate, numbers them by partition, and tells the check which are acknowledged. Owns its producer, which is
/// idempotent, waits for every acknowledgement, and sends again until it gets one. One loop; acknowledgements arrive on any thread.
/// </summary>
internal sealed class ProducingLoop : IDeliveryObserver, IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Several times as long as a fail-over. A record that waits longer is an error that an application would see.</summary>
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(60);

    private readonly DemoSettings _settings;
    private readonly long _number;
    private readonly StreamCheck _check;
    private readonly AcknowledgementGaps _gaps;
    private readonly RunFaults _faults;
    private readonly Producer _producer;
    private readonly RecordTexts _texts;
    private readonly long[] _sequences = new long[DemoTopics.Partitions.Count];

    /// <param name="client">Owned by the caller.</param>
    /// <param name="settings">The rate and the seed.</param>
    /// <param name="number">The number of the run, for the stamps.</param>
    /// <param name="watch">Told what is sent and acknowledged.</param>
    /// <param name="faults">Told of records that are not acknowledged.</param>
    public ProducingLoop(
        KafkaClient client, DemoSettings settings, long number, (StreamCheck Check, AcknowledgementGaps Gaps) watch, RunFaults faults)
    {
        (_settings, _number, _faults) = (settings, number, faults);
        (_check, _gaps) = watch;
        _texts = new RecordTexts(settings.Seed);
        _producer = client.CreateProducer(new ProducerOptions { DeliveryTimeout = DeliveryTimeout, Observer = this });
    }

    public void OnCompleted(in BatchOutcome outcome)
    {
        if (outcome.Fault is { } fault)
        {
            _faults.Add(fault);
            return;
        }

        _check.Acknowledged(outcome);
        _gaps.Acknowledged(DemoTopics.IndexOf(outcome.Partition), outcome.Count);
    }

    /// <summary>Sends until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var time = TimeProvider.System;
        using var timer = new PeriodicTimer(Tick);
        var startedAt = time.GetTimestamp();
        for (var sent = 0L; await timer.WaitForNextTickAsync(stopping);)
        {
            // When the buffer was full for a while, the loop makes up for a second of it at most.
            var due = (long)(time.GetElapsedTime(startedAt).TotalSeconds * _settings.Rate);
            for (sent = Math.Max(sent, due - _settings.Rate); sent < due; sent++)
            {
                await SendAsync(time.GetUtcNow(), stopping);
            }
        }
    }

    /// <summary>Waits until every record that was sent is acknowledged or has failed.</summary>
    public Task FlushAsync(CancellationToken cancellation) => _producer.FlushAsync(cancellation);

    public ValueTask DisposeAsync() => _producer.DisposeAsync();

    private ValueTask SendAsync(DateTimeOffset now, CancellationToken stopping)
    {
        var text = _texts.Next(now);
        var index = DemoTopics.IndexOf(text.Partition);
        var sequence = _sequences[index]++;
        _gaps.Sent(index);
        var record = new ProducerRecord(text.Partition, text.Key, text.Value, ProducerRecord.Now)
        {
            Headers = new[] { new RecordStamp(_number, sequence).ToHeader(text.Partition, text.Key, text.Value) },
            Tag = sequence,
        };
        return _producer.EnqueueAsync(record, stopping);
    }
}
