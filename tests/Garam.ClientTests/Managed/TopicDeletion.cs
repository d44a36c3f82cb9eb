using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Client.Groups;

namespace Garam.ClientTests.Managed;

/// <summary>
/// Deletes a topic and creates it again under the same name, while a producer, a consumer and a group work on it and on another topic.
/// The other topic must not be affected. Owns its clients and their tasks.
/// </summary>
internal sealed class TopicDeletion : IAsyncDisposable
{
    private const int Partitions = 2;
    private const int Some = 500;

    private readonly string _bootstrap;
    private readonly string _doomed;
    private readonly List<TopicPartition> _ofDoomed;
    private readonly List<TopicPartition> _ofOther;
    private readonly ClusterClient _client;
    private readonly ClusterClient _groupClient;
    private readonly AdminClient _admin;
    private readonly PartitionConsumer _consumer;
    private readonly GroupConsumer _member;
    private readonly string _group;

    /// <param name="bootstrap">Addresses of the servers.</param>
    /// <param name="name">Name of the topics and of the group.</param>
    public TopicDeletion(string bootstrap, string name)
    {
        (_bootstrap, _doomed, _group) = (bootstrap, $"{name}-doomed", $"{name}-readers");
        _ofDoomed = [.. Enumerable.Range(0, Partitions).Select(number => new TopicPartition(_doomed, number))];
        _ofOther = [.. Enumerable.Range(0, Partitions).Select(number => new TopicPartition($"{name}-other", number))];
        (_client, _groupClient) = (ManagedMember.Connect(bootstrap), ManagedMember.Connect(bootstrap));
        _admin = new AdminClient(_client);
        _consumer = new PartitionConsumer(_client, new ConsumerOptions());
        _member = new GroupConsumer(_groupClient, new ConsumerOptions(), new GroupOptions
        {
            GroupId = _group,
            Topics = [_doomed, _ofOther[0].Topic],
            AutoCommitInterval = TimeSpan.FromMilliseconds(100),
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every client notices that the topic is gone before it comes back.</summary>
    public Task RunAsync() => RunAsync(TimeSpan.FromSeconds(6), async writer =>
    {
        await _admin.DeleteTopicAsync(_doomed, Cancellation);
        await writer.UntilMoreAsync(_ofOther, Some);
        await Eventually.TrueAsync(() => !writer.Faults.IsEmpty, "records for the deleted topic given up");
        Assert.All(writer.Faults, fault => Assert.Equal(
            (_doomed, KafkaFault.DeliveryTimedOut), (fault.Partition.Topic, Assert.IsType<KafkaException>(fault.Fault).Fault)));
        Assert.Contains("there is no such topic", writer.Faults.First().Fault.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => (await new GroupAdminClient(_client).DescribeAsync([_group], Cancellation))[0].Members is [var member]
                && member.Assignment.ToHashSet().SetEquals(_ofOther),
            "the group divided what is left");
        await CreateAsync(_doomed);
    });

    /// <summary>No client has the time to notice.</summary>
    public Task RunAtOnceAsync() => RunAsync(TimeSpan.FromMinutes(2), async writer =>
    {
        await _admin.DeleteTopicAsync(_doomed, Cancellation);
        await CreateAsync(_doomed);
        await writer.UntilMoreAsync(Some);
        Assert.Empty(writer.Faults);
    });

    public async ValueTask DisposeAsync()
    {
        await _member.DisposeAsync();
        _consumer.Dispose();
        await _client.DisposeAsync();
        await _groupClient.DisposeAsync();
    }

    private async Task RunAsync(TimeSpan deliveryTimeout, Func<NumberWriter, Task> happening)
    {
        await CreateAsync(_doomed);
        await CreateAsync(_ofOther[0].Topic);
        List<TopicPartition> all = [.. _ofDoomed, .. _ofOther];
        all.ForEach(partition => _consumer.Assign(partition, 0));
        await using (var reader = new NumberReader("the consumer", _consumer.PollAsync))
        await using (var member = new NumberReader("the group", _member.PollAsync))
        {
            await using var writer = new NumberWriter(_bootstrap, all, deliveryTimeout);
            await writer.UntilMoreAsync(Some);
            await Eventually.TrueAsync(
                () => all.All(partition => member.ReadOf(partition).Count > 0), "all partitions read by the group");
            await happening(writer);
            await writer.UntilMoreAsync(Some);

            var sent = await writer.EndAsync();
            foreach (var log in new[] { reader, member })
            {
                await CheckOtherAsync(log, sent);
                await CheckDoomedAsync(log, writer);
            }
        }

        await CheckCommitAsync();
    }

    private async Task CheckOtherAsync(NumberReader reader, Dictionary<TopicPartition, long> sent)
    {
        foreach (var partition in _ofOther)
        {
            await reader.UntilAsync(partition, sent[partition]);
            Assert.Equal(
                Enumerable.Range(0, (int)sent[partition]).Select(static number => ((long)number, (long)number)),
                reader.ReadOf(partition)[0]);
        }
    }

    /// <summary>Checks that the second topic of the name returns, from its start, every record that it acknowledged.</summary>
    private async Task CheckDoomedAsync(NumberReader reader, NumberWriter writer)
    {
        foreach (var partition in _ofDoomed)
        {
            var acknowledged = writer.AcknowledgedOf(partition);
            var second = acknowledged.Skip(acknowledged.FindLastIndex(static record => record.Offset == 0)).ToList();
            await reader.UntilAsync(partition, second.Count, topics: 2);
            Assert.Equal(second, reader.ReadOf(partition)[1]);
        }
    }

    /// <summary>A client that commits an offset of a deleted topic gets an error, and does not wait for the topic to come back.</summary>
    private async Task CheckCommitAsync()
    {
        await _admin.DeleteTopicAsync(_doomed, Cancellation);
        var offsets = new Dictionary<TopicPartition, long> { [_ofDoomed[0]] = 1, [_ofOther[0]] = 1 };
        KafkaException? refusal = null;
        await Eventually.TrueAsync(
            async () =>
            {
                // A coordinator that has not heard of the deletion yet still accepts the commit.
                refusal = await Record.ExceptionAsync(async () => await _member.CommitAsync(offsets, Cancellation)) as KafkaException;
                return refusal is { Fault: KafkaFault.TopicNotFound };
            },
            "the commit refused");
        Assert.Contains(_ofDoomed[0].ToString(), refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await new GroupAdminClient(_client).FetchOffsetsAsync(_group, [_ofOther[0]], Cancellation))[_ofOther[0]].Offset);
    }

    private async Task CreateAsync(string topic) => await _admin.CreateTopicAsync(new NewTopic(topic, Partitions), Cancellation);
}
