using System.Text;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol.Messages.Fetch;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Fetching;

/// <summary>
/// Readers see transactions according to their isolation. Batches are written as one word: the producer's letter, and the value; "-" and
/// "+" end with an abort or a commit.
/// </summary>
public sealed class IsolationTests
{
    private static readonly TopicPartition Partition = new(ScriptedCluster.Topic, 0);

    [Fact]
    public void Records_of_aborted_transactions_are_passed_over() =>
        Assert.Equal("a0 b2 b5", Read("a0 x1 b2 x- b+ b5 b+ a+", Aborted('x', 1)));

    [Fact]
    public void A_producer_is_heard_again_after_the_end_of_its_aborted_transaction() =>
        Assert.Equal("a0 a5", Read("a0 a+ a2 a3 a- a5 a+", Aborted('a', 2)));

    [Fact]
    public void A_transaction_that_began_before_what_was_fetched_is_aborted_from_the_first_batch_on() =>
        Assert.Equal("b101", Read("a100 b101 a102 a-", baseOffset: 100, aborted: [Aborted('a', 7)]));

    [Fact]
    public void Two_aborted_transactions_of_one_producer_are_told_apart() =>
        Assert.Equal("a3", Read("a0 a1 a- a3 a+ a5 a-", Aborted('a', 0), Aborted('a', 5)));

    [Fact]
    public void What_has_no_transaction_is_seen_though_its_producer_has_one_that_was_aborted() =>
        Assert.Equal("A1", Read("a0 A1 a-", Aborted('a', 0)));

    [Fact]
    public void Without_a_list_everything_is_seen_but_the_markers() => Assert.Equal("a0 x1", Read("a0 x1 x- a+"));

    [Fact]
    public void A_consumer_says_what_it_wants_and_moves_behind_what_it_does_not_show() =>
        Run(IsolationLevel.Committed, async (consumer, asked) =>
    {
        var fetched = await PollAsync(consumer);

        Assert.Empty(fetched.ReadRecords());
        Assert.Equal(3, fetched.NextOffset);
        Assert.Equal(3, consumer.PositionOf(Partition));
        Assert.Equal(900 - 3, consumer.LagOf(Partition));
        Assert.All(asked, static request => Assert.Equal(1, request.IsolationLevel));
    });

    [Fact]
    public void A_consumer_that_wants_everything_gets_it() => Run(IsolationLevel.Uncommitted, async (consumer, asked) =>
    {
        var fetched = await PollAsync(consumer);

        Assert.Equal(2, fetched.ReadRecords().Count);
        Assert.Equal(1000 - 3, consumer.LagOf(Partition));
        Assert.All(asked, static request => Assert.Equal(0, request.IsolationLevel));
    });

    private static void Run(IsolationLevel isolation, Func<PartitionConsumer, List<FetchRequest>, Task> test)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            List<FetchRequest> asked = [];
            var cluster = new ScriptedCluster(time.Clock)
            {
                Fetch = async (_, request) =>
                {
                    asked.Add(request);
                    if (asked.Count > 1)
                    {
                        await new TaskCompletionSource().Task;
                    }

                    return ScriptedCluster.Answer(0, Log("a0 a1 a-", 0), Aborted('a', 0));
                },
            };
            await using var client = cluster.Connect();
            using var consumer = new PartitionConsumer(client, new ConsumerOptions { Isolation = isolation });
            consumer.Assign(Partition, 0);
            await test(consumer, asked);
        });
    }

    private static async Task<FetchedPartition> PollAsync(PartitionConsumer consumer)
    {
        while (true)
        {
            foreach (var fetched in await consumer.PollAsync(CancellationToken.None))
            {
                return fetched;
            }
        }
    }

    private static string Read(string log, params FetchResponse.AbortedTransaction[] aborted) => Read(log, 0, aborted);

    private static string Read(string log, long baseOffset, FetchResponse.AbortedTransaction[] aborted)
    {
        var fetched = new FetchedPartition
        {
            Partition = Partition,
            TopicId = default,
            FetchOffset = baseOffset,
            NextOffset = -1,
            HighWatermark = -1,
            LogStartOffset = 0,
            Batches = Log(log, baseOffset),
            Aborted = aborted,
        };
        return string.Join(' ', fetched.ReadRecords().Select(static record => Encoding.UTF8.GetString(record.Value!)));
    }

    /// <summary>A capital letter writes without a transaction.</summary>
    private static byte[] Log(string log, long baseOffset) =>
        [.. log.Split(' ').SelectMany((word, index) => Batch(word, baseOffset + index))];

    private static byte[] Batch(string word, long offset)
    {
        var producer = (long)char.ToLowerInvariant(word[0]);
        if (word[1] is '+' or '-')
        {
            return TransactionMarkers.Batch(word[1] == '+', offset, 1_000, producer, 0);
        }

        var builder = new BatchBuilder
        {
            BaseOffset = offset,
            ProducerId = producer,
            ProducerEpoch = 0,
            BaseSequence = 0,
            IsTransactional = char.IsAsciiLetterLower(word[0]),
        };
        builder.Append(1_000, null, Encoding.UTF8.GetBytes(word));
        return builder.ToArray();
    }

    private static FetchResponse.AbortedTransaction Aborted(char producer, long firstOffset) =>
        new() { ProducerId = producer, FirstOffset = firstOffset };
}
