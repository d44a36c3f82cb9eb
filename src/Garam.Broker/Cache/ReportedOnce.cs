namespace Garam.Broker.Cache;

/// <summary>What the log was told already: consumers ask for damaged data again and again, as fast as they are refused. Any thread.</summary>
internal sealed class ReportedOnce<T>
{
    /// <summary>Far more than is ever damaged at once; beyond it things are reported anew.</summary>
    private const int ItemsMax = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<T> _items = [];

    /// <summary>True when it was not reported yet. From now on it is.</summary>
    public bool IsNew(T item)
    {
        lock (_lock)
        {
            if (_items.Count == ItemsMax)
            {
                _items.Clear();
            }

            return _items.Add(item);
        }
    }
}
