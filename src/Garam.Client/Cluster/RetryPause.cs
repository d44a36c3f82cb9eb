using Garam.Client.Timing;

namespace Garam.Client.Cluster;

/// <summary>How often something has failed in a row, and until when it rests for that. Its owner's thread only.</summary>
internal sealed class RetryPause
{
    private int _failures;

    /// <summary>Nothing is tried before this moment. 0: it may be tried at once.</summary>
    public long EndsAt { get; private set; }

    /// <summary>It worked: the next failure is the first one again.</summary>
    public void Clear() => (_failures, EndsAt) = (0, 0);

    /// <summary>Something has changed that may help; another failure counts on.</summary>
    public void End() => EndsAt = 0;

    /// <summary>It failed once more.</summary>
    public void Begin(ClusterClient client) => EndsAt = client.Time.After(client.Retries.DelayAfter(++_failures));
}
