namespace Garam.Testing.Stores;

/// <summary>Probabilities between 0 and 1, each of a request of the kind it applies to.</summary>
public sealed class FaultRates
{
    public double FailBefore { get; init; }

    public double FailAfter { get; init; }

    public double CorruptRead { get; init; }

    public double TruncateRead { get; init; }
}
