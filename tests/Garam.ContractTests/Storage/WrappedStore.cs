using Garam.Storage;
using Garam.Storage.Memory;
using Garam.Storage.Metering;
using Garam.Storage.Retries;

namespace Garam.ContractTests.Storage;

/// <summary>All wrappers around one another, over a store that loses every tenth answer and fails every tenth request.</summary>
public sealed class WrappedStore : StoreUnderTest
{
    private readonly TestMeters _meters = new();

    public override void Dispose()
    {
        _meters.Dispose();
        base.Dispose();
    }

    public override ValueTask<IObjectStore> OpenAsync()
    {
        var rates = new FaultRates { FailBefore = 0.1, FailAfter = 0.1 };
        var faulty = new FaultyObjectStore(
            new MemoryObjectStore(), new Serialised(new RandomFaultPlan(rates, new Random(1))), new Random(2));

        // A fifth of the requests fails, which a budget for a store in trouble would not repeat for long.
        var brief = new RetryOptions
        {
            AttemptsMax = 20,
            DelayFirst = TimeSpan.FromTicks(1),
            DelayMax = TimeSpan.FromTicks(1),
            BudgetPerSuccess = 1,
        };
        var retrying = new RetryingObjectStore(faulty, brief, new Random(4), TimeProvider.System);
        return ValueTask.FromResult<IObjectStore>(new MeteredObjectStore(retrying, new StorageMetrics(_meters), TimeProvider.System));
    }

    /// <summary>The contract races on real threads, plans are made for one.</summary>
    private sealed class Serialised(IFaultPlan plan) : IFaultPlan
    {
        private readonly Lock _gate = new();

        public StoreFault Next(StoreOperation operation, string key)
        {
            lock (_gate)
            {
                return plan.Next(operation, key);
            }
        }
    }
}
