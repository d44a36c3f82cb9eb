using Garam.Broker.ReadPath.Planning;
using Garam.Metadata;

namespace Garam.UnitTests.Broker.ReadPath;

public sealed class FetchSharesTests
{
    private const int SegmentBytes = 4 << 20;

    [Fact]
    public void A_response_that_holds_everything_gives_every_partition_all_that_it_asks_for() =>
        Assert.Equal([100, 200, 300], Share(1000, Log(100, (3, 500)), Log(200, (1, 500)), Log(300, (2, 500))));

    [Fact]
    public void Extents_are_given_in_the_order_of_the_log() =>
        Assert.Equal([15, 600, 385], Share(
            1000, Log(1000, (5, 200), (6, 800)), Log(1000, (1, 200), (2, 400), (7, 900)), Log(1000, (3, 300), (4, 300))));

    [Fact]
    public void A_partition_that_is_a_little_ahead_waits_for_the_others() =>
        Assert.Equal([600, 31], Share(2000, Log(600, (1, 600), (2, 600)), Log(600, (30, 600), (31, 600))));

    [Fact]
    public void Partitions_that_wait_share_a_sixteenth_in_their_order() =>
        Assert.Equal(
            [600, 31, 31, 31, 31, 1],
            Share(
                2000, Log(600, (1, 600)), Log(600, (30, 600)), Log(600, (31, 600)),
                Log(600, (32, 600)), Log(600, (33, 600)), Log(600, (34, 600))));

    [Fact]
    public void The_first_in_turn_gets_something_however_small_the_response_is() =>
        Assert.Equal([1, 9], Share(10, Log(600, (2, 600)), Log(600, (1, 600))));

    [Fact]
    public void No_partition_waits_for_one_that_may_get_nothing() =>
        Assert.Equal([0, 600], Share(2000, Log(0, (1, 600), (2, 600)), Log(600, (30, 600), (31, 600))));

    [Fact]
    public void A_limit_of_segments_ends_what_a_partition_gets_and_not_what_others_get()
    {
        var log = new TestLog([Log(1000, (1, 100), (2, 100), (3, 100)), Log(1000, (1, 50), (3, 100))]) { SegmentsMax = 2 };
        var shares = log.Share(2000);

        Assert.Equal([200, 50], shares.Shares);
    }

    [Fact]
    public void No_partition_starves_behind_those_with_a_long_backlog()
    {
        var behind = Log(1 << 20, [.. Enumerable.Range(1, 100).Select(number => (number, 1000))]);
        var ahead = Log(1 << 20, (5000, 100), (5001, 100));

        Assert.Equal([100, 100, 1000, 800, 0], Share(2000, ahead, ahead, behind, behind, behind));
    }

    [Fact]
    public void A_partition_far_ahead_is_served_beside_one_far_behind() =>
        Assert.Equal([600, 600], Share(2000, Log(600, (1, 600), (2, 600)), Log(600, (9000, 600), (9001, 600))));

    [Fact]
    public void Without_data_nothing_is_shared() => Assert.Empty(Share(1000));

    [Fact]
    public void Partitions_far_ahead_share_a_quarter_in_their_order() =>
        Assert.Equal([50, 50, 6, 294], Share(
            400, Log(1000, (900, 50), (901, 50)), Log(1000, (800, 50)), Log(1000, (700, 50)), Log(1000, (1, 250), (2, 250))));

    [Fact]
    public void The_next_segments_are_named_in_the_order_of_the_log()
    {
        var shares = new TestLog([Log(100, (1, 100), (4, 100)), Log(100, (1, 100), (2, 100), (3, 100))]).Share(1000);
        List<long> ahead = [];

        shares.Ahead(segment =>
        {
            ahead.Add(segment.Number);
            return ahead.Count < 3;
        });

        Assert.Equal([2, 3, 4], ahead);
    }

    /// <summary>
    /// Sixteen partitions that fill at random rates, read by one client: a cache of forty segments loads each segment once.
    /// </summary>
    [Theory]
    [InlineData(16, 1 << 20, 8 << 20)]
    [InlineData(16, 1 << 20, 16 << 20)]
    [InlineData(8, 1 << 20, 8 << 20)]
    [InlineData(3, 1 << 20, 8 << 20)]
    public void A_scan_reads_each_segment_once(int partitions, int partitionBytesMax, int responseBytesMax)
    {
        const int Segments = 400;
        var random = new Random(partitions);
        var logs = Enumerable.Range(0, partitions)
            .Select(_ => Log(partitionBytesMax, [.. RandomExtents(random, Segments, SegmentBytes / partitions)]))
            .ToArray();
        var cache = new LruCache(capacity: 40);

        while (logs.Any(log => !log.IsAtEnd))
        {
            var served = logs.Where(log => !log.IsAtEnd).ToArray();
            var bytes = new TestLog(served).Share(responseBytesMax).Shares;
            Assert.True(bytes.Sum() > 0);
            for (var i = 0; i < served.Length; i++)
            {
                served[i].Read(bytes[i], cache.Touch);
            }
        }

        Assert.InRange(cache.Loads, Segments * 0.9, Segments * 1.02);
    }

    private static IEnumerable<(int Segment, int Bytes)> RandomExtents(Random random, int segments, int bytes)
    {
        // A partition is absent from some segments and twice as large in others, for long stretches.
        var factor = 1.0;
        for (var segment = 1; segment <= segments; segment++)
        {
            factor = random.Next(20) == 0 ? random.NextDouble() * 2 : factor;
            if (random.NextDouble() < 0.8)
            {
                yield return (segment, (int)(bytes * factor) + 1);
            }
        }
    }

    private static Extents Log(int bytesMax, params (int Segment, int Bytes)[] extents) => new(bytesMax, extents);

    private static IReadOnlyList<int> Share(int bytesMax, params Extents[] logs) => new TestLog(logs).Share(bytesMax).Shares;

    private sealed class TestLog(Extents[] logs) : IFetchLog
    {
        private readonly int[] _next = [.. logs.Select(log => log.Position)];
        private readonly HashSet<SegmentId> _segments = [];

        public int SegmentsMax { get; init; } = int.MaxValue;

        /// <summary>Divides the bytes in pieces of three extents.</summary>
        public FetchShares Share(int bytesMax)
        {
            var shares = new FetchShares(
                [.. logs.Select(log => new FetchCandidate(log.BytesMax, log.Step(log.Position)!.Value))],
                this, bytesMax, new FetchDistances(48 << 20, 256 << 20));
            while (!shares.Continue(3))
            {
                Assert.True(shares.Shares.Sum() <= bytesMax);
            }

            return shares;
        }

        public int LengthOf(SegmentId segment) => SegmentBytes;

        public bool TryGive(int candidate)
        {
            var segment = logs[candidate].Step(_next[candidate])!.Value.Segment;
            return _segments.Contains(segment) || (_segments.Count < SegmentsMax && _segments.Add(segment));
        }

        public FetchStep? Next(int candidate) => logs[candidate].Step(++_next[candidate]);
    }

    /// <summary>The extents of a partition, and how far a client has read them.</summary>
    private sealed class Extents(int bytesMax, (int Segment, int Bytes)[] extents)
    {
        private int _read;

        public int BytesMax => bytesMax;

        public int Position { get; private set; }

        public bool IsAtEnd => Position == extents.Length;

        public FetchStep? Step(int position) => position >= extents.Length
            ? null
            : new FetchStep(
                new SegmentId(extents[position].Segment, 1, extents[position].Segment),
                extents[position].Bytes - (position == Position ? _read : 0));

        public void Read(int bytes, Action<int> touch)
        {
            while (bytes > 0)
            {
                touch(extents[Position].Segment);
                var taken = Math.Min(bytes, extents[Position].Bytes - _read);
                _read += taken;
                bytes -= taken;
                if (_read == extents[Position].Bytes)
                {
                    (Position, _read) = (Position + 1, 0);
                }
            }
        }
    }

    private sealed class LruCache(int capacity)
    {
        private readonly LinkedList<int> _segments = [];

        public int Loads { get; private set; }

        public void Touch(int segment)
        {
            Loads += _segments.Remove(segment) ? 0 : 1;
            _segments.AddLast(segment);
            if (_segments.Count > capacity)
            {
                _segments.RemoveFirst();
            }
        }
    }
}
