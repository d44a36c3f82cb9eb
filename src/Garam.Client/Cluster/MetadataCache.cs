using Garam.Protocol.Messages.Metadata;
using Garam.Waiting;

namespace Garam.Client.Cluster;

/// <summary>
/// Holds the newest Metadata answer about the topics in use, and knows when to ask again. Callers that need a refresh at the same time
/// share one. Any thread; the lock guards the fields and is never held over a call.
/// </summary>
internal sealed class MetadataCache(ClusterClientOptions options, TimeProvider time, Func<MetadataRequest, ValueTask<MetadataResponse>> ask)
{
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private ClusterMetadata _current = ClusterMetadata.Nothing;
    private Task<ClusterMetadata>? _refreshing;
    private long _refreshedAt;
    private int _asked;
    private int _answered;
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

    /// <summary>Notes that a broker's answer contradicts the metadata.</summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            _isStale = true;
        }
    }

    /// <summary>Returns metadata that is not too old and includes every topic of <paramref name="topics"/> that exists.</summary>
    /// <param name="topics">The topics that the caller is about to use.</param>
    /// <param name="mayCreate">Lets brokers create missing topics, if they are set to.</param>
    /// <param name="cancellation">Ends this wait; the refresh goes on for others.</param>
    public async ValueTask<ClusterMetadata> GetAsync(IEnumerable<string> topics, bool mayCreate, CancellationToken cancellation)
    {
        Task<ClusterMetadata> refreshing;
        lock (_lock)
        {
            var ageMax = options.MetadataAgeMax;
            foreach (var topic in topics)
            {
                _isStale |= _topics.Add(topic);
                ageMax = _current.Topics.ContainsKey(topic) ? ageMax : MissingAgeMax;
            }

            if (!_isStale && time.GetElapsedTime(_refreshedAt) < ageMax)
            {
                return _current;
            }

            // A refresh under way may be older than what made this one necessary, so it is not shared.
            if (_refreshing is null || _refreshing.IsCompleted || _isStale)
            {
                _isStale = false;
                _refreshing = RefreshAsync(++_asked, [.. _topics], mayCreate);
            }

            refreshing = _refreshing;
        }

        return await refreshing.OrCancelledAsync(cancellation);
    }

    /// <summary>A topic that is wanted and missing may appear at any moment, and no error tells of it.</summary>
    private TimeSpan MissingAgeMax => options.RetryDelayMax < options.MetadataAgeMax ? options.RetryDelayMax : options.MetadataAgeMax;

    private async Task<ClusterMetadata> RefreshAsync(int number, string[] topics, bool mayCreate)
    {
        try
        {
            var request = new MetadataRequest
            {
                Topics = [.. topics.Select(name => new MetadataRequest.MetadataRequestTopic { Name = name })],
                AllowAutoTopicCreation = mayCreate,
            };
            var response = await ask(request);
            lock (_lock)
            {
                // If two refreshes overlap, the older one may be answered last.
                if (number > _answered)
                {
                    (_current, _refreshedAt, _answered) = (ClusterMetadata.From(response, _current), time.GetTimestamp(), number);
                }

                return _current;
            }
        }
        catch
        {
            Invalidate();
            throw;
        }
    }
}
