using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Fetching;

/// <summary>One fetcher for each broker that leads an assigned partition; they work side by side. One caller at a time.</summary>
internal sealed class FetcherTable(TimeProvider time, Func<HostPort, BrokerFetcher> create)
{
    private readonly Dictionary<HostPort, BrokerFetcher> _byBroker = [];
    private readonly List<BrokerFetcher> _all = [];
    private readonly List<AssignedPartition> _wanted = [];

    /// <summary>False while the leader of an assigned partition is unknown.</summary>
    public bool AllHaveLeaders { get; private set; } = true;

    /// <summary>
    /// Gives partitions to the fetchers of their leaders. A fetcher without partitions stays: its broker may lead some again, and has its
    /// connection.
    /// </summary>
    public void Arrange(IReadOnlyCollection<AssignedPartition> states)
    {
        foreach (var fetcher in _all)
        {
            fetcher.Partitions.Clear();
        }

        AllHaveLeaders = true;
        foreach (var state in states)
        {
            if (state.Leader is { } leader)
            {
                Find(leader).Partitions.Add(state);
            }
            else
            {
                AllHaveLeaders = false;
            }
        }
    }

    /// <summary>Sends a fetch to every broker that has none in flight.</summary>
    public void Send()
    {
        foreach (var fetcher in _all)
        {
            if (fetcher.IsBusy || IsWaiting(fetcher.RetryAt))
            {
                continue;
            }

            _wanted.Clear();
            foreach (var state in fetcher.Partitions)
            {
                if (state.IsFetchable && !IsWaiting(state.RetryAt))
                {
                    _wanted.Add(state);
                }
            }

            if (_wanted.Count > 0)
            {
                fetcher.Send(_wanted);
            }
            else if (fetcher.Partitions.Count == 0)
            {
                _ = fetcher.EndSessionAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Ends the sessions with all brokers at the same time.</summary>
    public async ValueTask EndSessionsAsync(CancellationToken late)
    {
        foreach (var ending in _all.Select(fetcher => fetcher.EndSessionAsync(late)).ToList())
        {
            await ending;
        }
    }

    public void Take(AnswerIntake intake, List<FetchedPartition> fetched)
    {
        foreach (var fetcher in _all)
        {
            intake.Take(fetcher, fetched);
        }
    }

    /// <summary>Returns when the next retry after a failure is due. Answers wake the caller otherwise.</summary>
    public long NextRetry()
    {
        var next = Moments.Never;
        foreach (var fetcher in _all)
        {
            if (fetcher.IsBusy)
            {
                continue;
            }

            foreach (var state in fetcher.Partitions)
            {
                var retryAt = Math.Max(state.RetryAt, fetcher.RetryAt);
                next = state.IsFetchable && IsWaiting(retryAt) ? Math.Min(next, retryAt) : next;
            }
        }

        return next;
    }

    private bool IsWaiting(long retryAt) => retryAt != 0 && time.Until(retryAt) > TimeSpan.Zero;

    private BrokerFetcher Find(HostPort broker)
    {
        if (!_byBroker.TryGetValue(broker, out var fetcher))
        {
            _byBroker[broker] = fetcher = create(broker);
            _all.Add(fetcher);
        }

        return fetcher;
    }
}
