using System.Diagnostics;
using System.Globalization;
using Garam.Client;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Producing;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;

namespace Garam.FaultTests.Agents;

/// <summary>
/// An agent that hangs, which no client notices by a closed connection. The client tests kill agents under load of every library.
/// </summary>
public sealed class AgentFailureTests
{
    private const int Agents = 3;
    private const int Partitions = 4;
    private const string Topic = "log";

    [Fact]
    public async Task An_agent_that_stood_still_past_its_session_ends_and_says_why()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, Agents);
        await using var load = await Load.StartAsync(agents.Bootstrap);
        await load.UntilAcknowledgedAsync(200);
        var leader = agents.Leader;
        Signal(leader, "STOP");

        // Another agent leads, and removes the one that stands still.
        await Eventually.TrueAsync(
            () => agents.Living.Any(agent => IsRemovedBy(agent, leader)), "the silent agent is removed");
        await load.UntilAcknowledgedAsync(load.Acknowledged + 200);
        Signal(leader, "CONT");
        Assert.Equal(1, await leader.EndedAsync());
        Assert.Contains("the leader had not heard from it for too long", leader.Log, StringComparison.Ordinal);

        await load.UntilAcknowledgedAsync(load.Acknowledged + 200);
        await load.StopAsync();
        await load.AssertAllThereOnceAsync(agents.Living[^1].Kafka);
        await agents.StopAsync();
        await Tool.AssertSoundAsync(folder.Path);
    }

    private static bool IsRemovedBy(ServerProcess agent, ServerProcess silent) => agent.Log.Split('\n').Any(line =>
        line.Contains($"at {silent.Kafka} ", StringComparison.Ordinal) && line.Contains("is removed", StringComparison.Ordinal));

    private static void Signal(ServerProcess process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Producers that each wait for every acknowledgement, and what they were told.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly KafkaClient _client;
        private readonly Dictionary<(TopicPartition Partition, long Offset), string> _acknowledged = [];
        private readonly CancellationTokenSource _stop = new();
        private readonly Lock _gate = new();
        private Task[] _producers = [];

        private Load(KafkaClient client) => _client = client;

        public int Acknowledged
        {
            get
            {
                lock (_gate)
                {
                    return _acknowledged.Count;
                }
            }
        }

        public static async Task<Load> StartAsync(string bootstrap)
        {
            var load = new Load(await KafkaClient.ConnectAsync(bootstrap));
            await load._client.Admin.CreateTopicAsync(new NewTopic(Topic, Partitions));
            load._producers = [.. Enumerable.Range(0, 4).Select(load.ProduceAsync)];
            return load;
        }

        public Task UntilAcknowledgedAsync(int count) =>
            Eventually.TrueAsync(() => Acknowledged >= count, $"{count} records are acknowledged");

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_producers);
        }

        public async Task AssertAllThereOnceAsync(string bootstrap)
        {
            await using var client = await KafkaClient.ConnectAsync(bootstrap);
            var stored = await ReadAllAsync(client);
            lock (_gate)
            {
                Assert.All(_acknowledged, pair => Assert.Equal(pair.Value, stored[pair.Key]));
            }

            Assert.Equal(stored.Count, stored.Values.Distinct().Count());
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _client.DisposeAsync();
            _stop.Dispose();
        }

        private static async Task<Dictionary<(TopicPartition Partition, long Offset), string>> ReadAllAsync(KafkaClient client)
        {
            TopicPartition[] partitions = [.. Enumerable.Range(0, Partitions).Select(number => new TopicPartition(Topic, number))];
            var ends = await client.Admin.FindOffsetsAsync(partitions);
            await using var consumer = client.CreateConsumer();
            Array.ForEach(partitions, partition => consumer.Assign(partition, StartPosition.Start));
            var stored = new Dictionary<(TopicPartition Partition, long Offset), string>();
            while (partitions.Any(partition => (consumer.PositionOf(partition) ?? 0) < ends[partition].End))
            {
                foreach (var fetched in await consumer.PollAsync())
                {
                    foreach (var record in fetched.ReadRecords())
                    {
                        stored.Add((fetched.Partition, record.Offset), record.ValueText!);
                    }

                    fetched.Dispose();
                }
            }

            return stored;
        }

        private async Task ProduceAsync(int number)
        {
            // Longer than a fail-over, and as long as a producer without any agent holds up the end of a test.
            await using var producer = _client.CreateProducer(new ProducerOptions { DeliveryTimeout = TimeSpan.FromSeconds(60) });
            for (var i = 0; !_stop.IsCancellationRequested; i++)
            {
                var value = string.Create(CultureInfo.InvariantCulture, $"{number}-{i}");
                var delivery = await producer.ProduceAsync(ProducerRecord.FromText(Topic, null, value));
                lock (_gate)
                {
                    _acknowledged.Add((delivery.Partition, delivery.Offset), value);
                }
            }
        }
    }
}
