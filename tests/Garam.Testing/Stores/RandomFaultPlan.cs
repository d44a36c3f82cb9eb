namespace Garam.Testing.Stores;

/// <summary>Faults at random. The same seed and the same requests give the same faults; owned by one thread.</summary>
public sealed class RandomFaultPlan(FaultRates rates, Random random) : IFaultPlan
{
    public StoreFault Next(StoreOperation operation, string key)
    {
        var draw = random.NextDouble();
        if ((draw -= rates.FailBefore) < 0)
        {
            return StoreFault.FailBefore;
        }

        if ((draw -= rates.FailAfter) < 0)
        {
            return StoreFault.FailAfter;
        }

        if (operation != StoreOperation.Read)
        {
            return StoreFault.None;
        }

        if ((draw -= rates.CorruptRead) < 0)
        {
            return StoreFault.CorruptRead;
        }

        return draw < rates.TruncateRead ? StoreFault.TruncateRead : StoreFault.None;
    }
}
