using Garam.Client.Timing;
using Garam.Protocol.Messages.Metadata;

namespace Garam.Client.Cluster;

/// <summary>
/// The newest Metadata answer about the topics that somebody asked for, and when to ask again. Callers who need a refresh at the
/// same time share one. Any thread; the lock guards the fields and is never held over a call.
/// </summary>
internal sealed class MetadataCache(ClusterClientOptions options, TimeProvider time, Func<MetadataRequest, ValueTask<MetadataResponse>> ask)
{
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private ClusterMetadata _current = ClusterMetadata.Nothing;
    private Task<ClusterMetadata>? _refreshing;
    private long _refreshedAt;
    private bool _isStale = true;

    public bool IsFresh
    {
        get
        {
            lock (_lock)
            {
                return !_isStale && time.GetElapsedTime(_refreshedAt) < options.MetadataAgeMax;
            }
        }
    }

    public ClusterMetadata Current => Volatile.Read(ref _current);

    /// <summary>Something that a broker said disagrees with it.</summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            _isStale = true;
        }
    }

    /// <summary>Includes every topic of <paramref name="topics"/> that exists, and is not older than allowed.</summary>
    /// <param name="topics">What the caller is about to use.</param>
    /// <param name="mayCreate">Brokers may make topics that do not exist, as far as they do such things.</param>
    /// <param name="cancellation">Ends the wait; the refresh goes on for others.</param>
    public async ValueTask<ClusterMetadata> GetAsync(IEnumerable<string> topics, bool mayCreate, CancellationToken cancellation)
    {
        Task<ClusterMetadata> refreshing;
        lock (_lock)
        {
            foreach (var topic in topics)
            {
                _isStale |= _topics.Add(topic);
            }

            if (!_isStale && time.GetElapsedTime(_refreshedAt) < options.MetadataAgeMax)
            {
                return _current;
            }

            // An answer that is under way may be older than the reason why this one is needed: then it is not shared.
            if (_refreshing is null || _refreshing.IsCompleted || _isStale)
            {
                _isStale = false;
                _refreshing = RefreshAsync([.. _topics], mayCreate);
            }

            refreshing = _refreshing;
        }

        return await refreshing.OrCancelledAsync(cancellation);
    }

    private async Task<ClusterMetadata> RefreshAsync(string[] topics, bool mayCreate)
    {
        try
        {
            var request = new MetadataRequest
            {
                Topics = [.. topics.Select(name => new MetadataRequest.MetadataRequestTopic { Name = name })],
                AllowAutoTopicCreation = mayCreate,
            };
            var metadata = ClusterMetadata.From(await ask(request));
            lock (_lock)
            {
                (_current, _refreshedAt) = (metadata, time.GetTimestamp());
            }

            return metadata;
        }
        catch
        {
            Invalidate();
            throw;
        }
    }
}
