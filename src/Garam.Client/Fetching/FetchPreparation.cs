using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Waiting;

namespace Garam.Client.Fetching;

/// <summary>Finds what a fetch needs to know first: leaders and positions. One caller at a time.</summary>
internal sealed class FetchPreparation(ClusterClient client, PartitionTable table, FetcherTable fetchers, ConsumerOptions options)
{
    private readonly PositionLookup _resolver = new(new OffsetClient(client, options.Isolation), options.Reset);
    private readonly RetryPause _pause = new();

    /// <summary>When to run again, if nothing happens before.</summary>
    public long RetryAt => _pause.EndsAt == 0 ? Moments.Never : _pause.EndsAt;

    /// <summary>An answer has shown that the metadata is out of date.</summary>
    public bool IsDue => _pause.EndsAt == 0 && table.Topics.Count > 0 && !client.IsMetadataFresh;

    /// <exception cref="KafkaException">A broker refuses for good, or the reset policy is to fail.</exception>
    public async ValueTask RunAsync(CancellationToken cancellation)
    {
        if (table.HasChanged)
        {
            _pause.End();
        }

        Arrange(client.Metadata);
        if (table.Topics.Count == 0 || (_pause.EndsAt != 0 && client.Time.Until(_pause.EndsAt) > TimeSpan.Zero))
        {
            return;
        }

        var isPrepared = false;
        try
        {
            Arrange(await client.GetMetadataAsync(table.Topics, cancellation));
            isPrepared = await _resolver.ResolveAsync(table.States, cancellation) && fetchers.AllHaveLeaders;
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            // Tried again after the pause below. Answers from known brokers come all the same.
        }

        if (isPrepared)
        {
            _pause.Clear();
        }
        else
        {
            client.InvalidateMetadata();
            _pause.Begin(client);
        }
    }

    /// <summary>Runs even while no broker answers: a partition that is no longer assigned must not be fetched.</summary>
    private void Arrange(ClusterMetadata metadata)
    {
        if (table.Align(metadata))
        {
            fetchers.Arrange(table.States);
        }
    }
}
