using Garam.Broker.WritePath;

namespace Garam.UnitTests.Broker.WritePath;

public sealed class SealPolicyTests
{
    private readonly SegmentOptions _options = new()
    {
        Linger = TimeSpan.FromMilliseconds(5),
        SmallSegmentLinger = TimeSpan.FromMilliseconds(5),
        SmallBytesMax = 500,
        SmallBatchesMax = 64,
        SegmentBytesMax = 1000,
        WritesInFlightMax = 2,
        CommitsInFlightMax = 4,
    };

    [Fact]
    public void Nothing_parked_waits_for_a_batch() => Assert.Equal(SealDecision.WaitForBatch, Decide(batches: 0));

    [Fact]
    public void A_young_segment_lingers_for_the_rest_of_its_time() =>
        Assert.Equal(SealDecision.Linger(TimeSpan.FromMilliseconds(3)), Decide(waitedMs: 2));

    [Fact]
    public void It_is_sealed_when_the_oldest_batch_has_waited() => Assert.True(Decide(waitedMs: 5).Seal);

    [Fact]
    public void It_is_sealed_when_it_is_full() => Assert.True(Decide(bytes: 1000).Seal);

    [Fact]
    public void It_grows_past_size_and_linger_while_no_write_may_start() =>
        Assert.Equal(SealDecision.WaitForSlot, Decide(bytes: 5000, waitedMs: 50, writes: 2, commits: 2));

    [Fact]
    public void It_waits_while_too_many_commits_are_unanswered() =>
        Assert.Equal(SealDecision.WaitForSlot, Decide(bytes: 5000, waitedMs: 50, writes: 0, commits: 4));

    [Fact]
    public void A_draining_process_does_not_linger() => Assert.True(Decide(waitedMs: 0, draining: true).Seal);

    [Fact]
    public void A_draining_process_still_waits_for_a_slot() =>
        Assert.Equal(SealDecision.WaitForSlot, Decide(writes: 2, commits: 2, draining: true));

    [Fact]
    public void A_small_segment_of_patient_clients_waits_longer() =>
        Assert.Equal(SealDecision.Linger(TimeSpan.FromMilliseconds(5)), Decide(waitedMs: 5, patient: true));

    [Fact]
    public void It_is_sealed_when_the_longer_linger_is_over() => Assert.True(Decide(waitedMs: 10, patient: true).Seal);

    [Fact]
    public void A_segment_with_many_bytes_does_not_wait_longer() => Assert.True(Decide(bytes: 500, waitedMs: 5, patient: true).Seal);

    [Fact]
    public void A_segment_with_many_batches_does_not_wait_longer() => Assert.True(Decide(batches: 64, waitedMs: 5, patient: true).Seal);

    private SealDecision Decide(
        int batches = 1, long bytes = 10, int waitedMs = 0, int writes = 0, int commits = 0, bool draining = false, bool patient = false)
    {
        var open = new OpenSegmentState(batches, bytes, TimeSpan.FromMilliseconds(waitedMs), writes, commits, draining)
        {
            IsPatient = patient,
        };
        return new SealPolicy(_options).Decide(open);
    }
}
