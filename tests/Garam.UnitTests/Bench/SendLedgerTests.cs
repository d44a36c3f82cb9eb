using Garam.Bench.Measuring;
using Garam.Bench.Runs;
using Garam.Cli.Commands;
using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Producing;

namespace Garam.UnitTests.Bench;

public sealed class SendLedgerTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RunFaults _faults = new(CancellationToken.None);

    [Fact]
    public void A_stall_is_charged_to_everything_that_it_held_up()
    {
        // One record each 10 ms and an answer after 1 ms, but for one second in which the sender hangs in a single call.
        var ledger = new SendLedger(RunClock.StartingNow(_time, TimeSpan.Zero), _faults);
        for (var number = 0; number < 300; number++)
        {
            var intendedAt = TimeSpan.FromMilliseconds(10 * number).Ticks;
            _time.Advance(TimeSpan.FromTicks(Math.Max(0, intendedAt - _time.GetTimestamp())));
            var tag = ledger.Sent(new SentRecord(intendedAt, _time.GetTimestamp(), 100));
            _time.Advance(number == 100 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(1));
            Complete(ledger, null, tag);
        }

        var total = Total(ledger);
        Assert.Equal(1_000, Milliseconds(total.Latencies.Measured.Max), 1.0);
        Assert.Equal(1, Milliseconds(total.Latencies.Measured.Percentile(99)), 0.01);

        // The 100 records that should have been sent meanwhile waited 10 ms less than the one before each; so half of them more than 500.
        Assert.Equal(1_000, Milliseconds(total.Latencies.Corrected.Max), 1.0);
        Assert.Equal(900, Milliseconds(total.Latencies.Corrected.Percentile(96)), 50.0);
        Assert.Equal(500, Milliseconds(total.Latencies.Corrected.Percentile(82)), 50.0);
        Assert.Equal(1, Milliseconds(total.Latencies.Corrected.Percentile(50)), 0.01);
    }

    [Fact]
    public void The_warm_up_is_not_counted()
    {
        var ledger = new SendLedger(RunClock.StartingNow(_time, TimeSpan.FromSeconds(1)), _faults);
        var early = ledger.Sent(new SentRecord(0, 0, 10));
        _time.Advance(TimeSpan.FromSeconds(2));
        var counted = ledger.Sent(new SentRecord(TimeSpan.FromSeconds(1).Ticks, _time.GetTimestamp(), 20));
        Complete(ledger, null, early, counted);

        var total = Total(ledger);
        Assert.Equal((1, 20, 1), (total.Records, total.Bytes, total.Batches));
        Assert.Equal(0, ledger.Unanswered);
    }

    [Fact]
    public void What_was_given_up_counts_as_failed_and_ends_the_run()
    {
        var ledger = new SendLedger(RunClock.StartingNow(_time, TimeSpan.Zero), _faults);
        var tags = Enumerable.Range(0, 5_000).Select(_ => ledger.Sent(new SentRecord(0, 0, 10))).ToArray();
        Assert.Equal(5_000, ledger.Unanswered);

        Complete(ledger, null, tags[..4_000]);
        Complete(ledger, new KafkaException(KafkaFault.DeliveryTimedOut, "late"), tags[4_000..]);

        var total = Total(ledger);
        Assert.Equal((4_000, 1_000, 0), (total.Records, total.Failed, ledger.Unanswered));
        Assert.Equal("late", _faults.First!.Message);
        Assert.True(_faults.Stopping.IsCancellationRequested);
    }

    [Fact]
    public void Slots_are_used_again()
    {
        var ledger = new SendLedger(RunClock.StartingNow(_time, TimeSpan.Zero), _faults);
        var first = ledger.Sent(default);
        ledger.Withdraw(first);

        Assert.Equal(first, ledger.Sent(default));
        Assert.Equal(1, ledger.Unanswered);
        Assert.Equal(0, Total(ledger).Records);
    }

    public void Dispose() => _faults.Dispose();

    private static void Complete(SendLedger ledger, Exception? fault, params long[] tags) =>
        ledger.OnCompleted(new BatchOutcome { Partition = new TopicPartition("t", 0), Count = tags.Length, Tags = tags, Fault = fault });

    private static double Milliseconds(long microseconds) => microseconds / 1_000.0;

    private LoadTally Total(SendLedger ledger)
    {
        var total = new LoadTally(_time.TimestampFrequency);
        ledger.AddTo(total);
        return total;
    }
}
