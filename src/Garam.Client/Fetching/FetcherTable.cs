using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Fetching;

/// <summary>A fetcher for each broker that leads an assigned partition. They work side by side. One caller at a time.</summary>
internal sealed class FetcherTable(TimeProvider time, Func<HostPort, BrokerFetcher> create)
{
    private readonly Dictionary<HostPort, BrokerFetcher> _byBroker = [];
    private readonly List<BrokerFetcher> _all = [];
    private readonly List<AssignedPartition> _wanted = [];

    /// <summary>False while a partition waits for its leader to become known.</summary>
    public bool AllHaveLeaders { get; private set; } = true;

    /// <summary>Partitions go to the fetchers of their leaders. Fetchers without partitions stay: a broker that leads some again has its connection.</summary>
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

    /// <summary>Sends a fetch to every broker that has none under way.</summary>
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

    /// <summary>Ends the sessions with all brokers side by side.</summary>
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

    /// <summary>When something may be tried again after a failure. What is under way wakes the caller otherwise.</summary>
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
