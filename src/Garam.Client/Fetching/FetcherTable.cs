using Garam.Client.Connections;
using Garam.Client.Timing;

namespace Garam.Client.Fetching;

/// <summary>A fetcher for each broker that leads an assigned partition. They work side by side. One caller at a time.</summary>
internal sealed class FetcherTable(TimeProvider time, Func<BrokerAddress, BrokerFetcher> create)
{
    private readonly Dictionary<BrokerAddress, BrokerFetcher> _byBroker = [];
    private readonly List<BrokerFetcher> _all = [];
    private readonly List<PartitionState> _wanted = [];

    /// <summary>False while a partition waits for its leader to become known.</summary>
    public bool AllHaveLeaders { get; private set; } = true;

    /// <summary>Partitions go to the fetchers of their leaders. Fetchers without partitions stay: a broker that comes back has its connection.</summary>
    public void Arrange(IReadOnlyCollection<PartitionState> states)
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
            if (fetcher.IsBusy || IsWaiting(fetcher))
            {
                continue;
            }

            _wanted.Clear();
            foreach (var state in fetcher.Partitions)
            {
                if (state.IsFetchable)
                {
                    _wanted.Add(state);
                }
            }

            if (_wanted.Count > 0)
            {
                fetcher.Send(_wanted);
            }
        }
    }

    public void Take(AnswerIntake intake, List<FetchedPartition> fetched)
    {
        foreach (var fetcher in _all)
        {
            intake.Take(fetcher, fetched);
        }
    }

    /// <summary>When the next fetcher may try again after a failure.</summary>
    public long NextRetry()
    {
        var next = Moments.Never;
        foreach (var fetcher in _all)
        {
            if (!fetcher.IsBusy && fetcher.Partitions.Count > 0 && IsWaiting(fetcher))
            {
                next = Math.Min(next, fetcher.RetryAt);
            }
        }

        return next;
    }

    private bool IsWaiting(BrokerFetcher fetcher) => fetcher.RetryAt != 0 && time.Until(fetcher.RetryAt) > TimeSpan.Zero;

    private BrokerFetcher Find(BrokerAddress broker)
    {
        if (!_byBroker.TryGetValue(broker, out var fetcher))
        {
            _byBroker[broker] = fetcher = create(broker);
            _all.Add(fetcher);
        }

        return fetcher;
    }
}
