using System.Globalization;
using Garam.Bench.Loads;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Errors;

namespace Garam.Bench.Runs;

/// <summary>The topic of a run. Disposal deletes it if the run created it and --keep was not given. Borrows the connection.</summary>
internal sealed class BenchTopic : IAsyncDisposable
{
    private readonly ClusterConnection _cluster;
    private readonly Screen _screen;
    private bool _isTemporary;

    private BenchTopic(ClusterConnection cluster, Screen screen, string name, int partitions) =>
        (_cluster, _screen, Name, Partitions) = (cluster, screen, name, partitions);

    public string Name { get; }

    public int Partitions { get; }

    /// <exception cref="CommandException">There is no such topic, and a run that only reads cannot fill one.</exception>
    public static async Task<BenchTopic> OpenAsync(
        ClusterConnection cluster, LoadSettings settings, Screen screen, CancellationToken cancellation)
    {
        var name = settings.Topic ?? string.Create(CultureInfo.InvariantCulture, $"garam-bench-{Random.Shared.NextInt64(1L << 40):x10}");
        var metadata = await cluster.AskAsync((_, asking) => cluster.Client.GetMetadataAsync([name], asking), cancellation);
        if (metadata.Topics.TryGetValue(name, out var existing))
        {
            return new BenchTopic(cluster, screen, name, existing.PartitionCount);
        }

        if (settings.Mode == BenchMode.Consume)
        {
            throw new CommandException(
                ExitCode.NotFound,
                $"there is no topic '{name}' at {cluster.Target}: `garam bench produce --topic {name} --keep` creates and fills one.");
        }

        _ = await cluster.AskAsync(
            (admin, limited) => admin.CreateTopicAsync(new NewTopic(name, settings.Partitions), limited), cancellation);
        var created = await cluster.AskAsync((_, limited) => cluster.Client.GetTopicAsync(name, limited), cancellation);
        return new BenchTopic(cluster, screen, name, created.PartitionCount) { _isTemporary = !settings.KeepsTopic };
    }

    /// <summary>
    /// Deletes the topic after Ctrl-C too, so that none is left behind. A cluster that went away in the meantime does not cost the report.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isTemporary)
        {
            return;
        }

        try
        {
            _ = await _cluster.AskAsync(DeleteAsync, CancellationToken.None);
        }
        catch (Exception fault) when (fault is CommandException or KafkaException)
        {
            _screen.Complain($"topic '{Name}' was not deleted: {fault.Message}");
        }
    }

    private async ValueTask<bool> DeleteAsync(AdminClient admin, CancellationToken cancellation)
    {
        try
        {
            await admin.DeleteTopicAsync(Name, cancellation);
            return true;
        }
        catch (KafkaException fault) when (fault.Fault == KafkaFault.TopicNotFound)
        {
            return false;
        }
    }
}
