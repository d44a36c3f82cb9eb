using Garam.Broker.WritePath;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Broker.WritePath;

public sealed class RecordClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _time = new();
    private readonly Replica _replica = new(new Dictionary<long, SkipRecord>(), NullLogger<Replica>.Instance);
    private readonly RecordClock _clock;

    public RecordClockTests()
    {
        _clock = new RecordClock(_replica, _time, _time, NullLogger<RecordClock>.Instance);
        _replica.Observe(_clock);
    }

    [Fact]
    public void A_wall_clock_near_the_journal_is_followed()
    {
        Apply(NowMs + 60_000);
        Assert.Equal(NowMs, _clock.ReadMs());
    }

    [Fact]
    public void A_wall_clock_that_is_an_hour_behind_is_not()
    {
        var journalMs = NowMs + (long)Hour.TotalMilliseconds;
        Apply(journalMs);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(journalMs + 7_000, _clock.ReadMs());
    }

    /// <summary>The leader's clock may have been set right an hour ahead a moment ago, which it does not trust yet.</summary>
    [Fact]
    public void A_wall_clock_that_is_an_hour_ahead_is_followed()
    {
        Apply(NowMs - (long)Hour.TotalMilliseconds);
        Assert.Equal(NowMs, _clock.ReadMs());
    }

    [Fact]
    public void An_idle_journal_is_not_taken_for_a_clock_that_is_behind()
    {
        Apply(NowMs);
        _time.Advance(24 * Hour);
        Assert.Equal(NowMs, _clock.ReadMs());
    }

    [Fact]
    public void A_clock_that_jumps_is_followed_when_it_comes_back()
    {
        Apply(NowMs);
        var rightMs = NowMs;
        _time.JumpWall(-Hour);
        Assert.Equal(rightMs, _clock.ReadMs());
        _time.JumpWall(Hour);
        Assert.Equal(NowMs, _clock.ReadMs());
    }

    [Fact]
    public void A_process_that_has_just_registered_knows_the_journals_time()
    {
        Apply(NowMs);
        var rightMs = NowMs;
        _time.JumpWall(-Hour);
        Assert.Equal(rightMs, new RecordClock(_replica, _time, _time, NullLogger<RecordClock>.Instance).ReadMs());
    }

    [Fact]
    public void Without_a_journal_there_is_only_the_wall_clock() => Assert.Equal(NowMs, _clock.ReadMs());

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Apply(long timestampMs)
    {
        var sequence = _replica.AppliedSequence + 1;
        var header = new JournalEntryHeader(sequence, 1, (ulong)sequence, _replica.Position.Chain.Nonce, timestampMs, 0, 0);
        _replica.Apply(new StoredEntry(sequence, JournalEntryCodec.Encode(header, [])));
    }
}
