namespace Garam.Broker.WritePath;

/// <summary>Up to which commit number every result has arrived: what the leader may forget. Any thread.</summary>
internal sealed class ConfirmedCommits
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _early = [];
    private long _upTo;

    public long UpTo => Volatile.Read(ref _upTo);

    public void Received(long number)
    {
        lock (_gate)
        {
            _early.Add(number);
            while (_early.Remove(_upTo + 1))
            {
                _upTo++;
            }
        }
    }
}
