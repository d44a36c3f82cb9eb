namespace Garam.Storage.Retries;

/// <summary>
/// Bounds repetitions to a share of the requests that succeed, so that a store in trouble gets few requests more than before, not several
/// times as many. Without a budget a fault goes to the caller at once, whose own pauses are longer. Any thread.
/// </summary>
/// <param name="repeatsMax">Saved up while all goes well: enough to bridge a moment in which everything fails.</param>
/// <param name="perSuccess">Repetitions that a success earns.</param>
internal sealed class RetryBudget(int repeatsMax, double perSuccess)
{
    private readonly Lock _gate = new();
    private double _left = repeatsMax;

    public void Succeeded()
    {
        lock (_gate)
        {
            _left = Math.Min(repeatsMax, _left + perSuccess);
        }
    }

    public bool TryTake()
    {
        lock (_gate)
        {
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
