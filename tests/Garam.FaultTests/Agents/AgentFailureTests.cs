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

/// <summary>Three agents on one directory. Whatever happens to them, a record that was acknowledged is there once.</summary>
public sealed class AgentFailureTests
{
    private const int Agents = 3;
    private const int Partitions = 4;
    private const string Topic = "log";

    [Fact]
    public async Task Another_agent_leads_when_the_leader_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder.Path, Agents);
        await using var load = await Load.StartAsync(agents.Bootstrap);
        await load.UntilAcknowledgedAsync(200);
        await agents.Leader.KillAsync();
        await load.UntilAcknowledgedAsync(load.Acknowledged + 500);
        await load.StopAsync();

        await load.AssertAllThereOnceAsync(agents.Survivors);
        await agents.StopAsync();
        await Tool.AssertSoundAsync(folder.Path);
    }

    [Fact]
    public async Task Nothing_is_lost_when_all_agents_are_killed_at_once()
    {
        using var folder = new TemporaryFolder();
        await using var former = await AgentProcesses.StartAsync(folder.Path, Agents);
        await using var load = await Load.StartAsync(former.Bootstrap);
        await load.UntilAcknowledgedAsync(500);
        await former.KillAsync();
        await load.AbandonAsync();

        await using var agents = await AgentProcesses.StartAsync(folder.Path, Agents);
        await load.AssertAllThereOnceAsync(agents.Bootstrap);
        await agents.StopAsync();
        await Tool.AssertSoundAsync(folder.Path);
    }

    [Fact]
    public async Task An_agent_that_stood_still_past_its_session_ends_and_says_why()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder.Path, Agents);
        await using var load = await Load.StartAsync(agents.Bootstrap);
        await load.UntilAcknowledgedAsync(200);
        var leader = agents.Leader;
        Signal(leader, "STOP");

        // Another agent leads, and removes the one that stands still.
        await Eventually.TrueAsync(() => agents.HaveRemoved(leader), "the silent agent is removed");
        await load.UntilAcknowledgedAsync(load.Acknowledged + 200);
        Signal(leader, "CONT");
        await leader.EndedAsync();
        Assert.Contains("the leader had not heard from it for too long", leader.Log, StringComparison.Ordinal);

        await load.UntilAcknowledgedAsync(load.Acknowledged + 200);
        await load.StopAsync();
        await load.AssertAllThereOnceAsync(agents.Survivors);
        await agents.StopAsync();
        await Tool.AssertSoundAsync(folder.Path);
    }

    private static void Signal(ServerProcess process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Agents on one directory, started one after the other, so that the first one leads at the beginning.</summary>
    private sealed class AgentProcesses(List<ServerProcess> processes) : IAsyncDisposable
    {
        public string Bootstrap => string.Join(',', processes.Select(process => process.Kafka));

        /// <summary>The one that leads at the beginning.</summary>
        public ServerProcess Leader => processes[0];

        public string Survivors => string.Join(',', processes.Skip(1).Select(process => process.Kafka));

        public static async Task<AgentProcesses> StartAsync(string folder, int count)
        {
            var processes = new List<ServerProcess>();
            for (var i = 0; i < count; i++)
            {
                processes.Add(await ServerProcess.StartAgentAsync(folder));
            }

            Assert.Contains("leads in epoch", processes[0].Log, StringComparison.Ordinal);
            return new AgentProcesses(processes);
        }

        public bool HaveRemoved(ServerProcess silent) => processes.Skip(1).Any(process =>
            process.Log.Contains($"at {silent.Kafka} was silent", StringComparison.Ordinal));

        public async Task KillAsync()
        {
            foreach (var process in processes)
            {
                await process.KillAsync();
            }
        }

        public async Task StopAsync()
        {
            foreach (var process in processes.Where(process => !process.HasEnded))
            {
                Assert.Equal(0, await process.StopAsync());
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
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

        /// <summary>No agent answers any more: what is under way has no outcome.</summary>
        public async Task AbandonAsync()
        {
            await _stop.CancelAsync();
            await _client.DisposeAsync();
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
            await using var producer = _client.CreateProducer(new ProducerOptions { DeliveryTimeout = TimeSpan.FromSeconds(30) });
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
