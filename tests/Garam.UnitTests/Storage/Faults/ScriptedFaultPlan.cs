
namespace Garam.UnitTests.Storage.Faults;

/// <summary>The faults of the script one after another, then none.</summary>
internal sealed class ScriptedFaultPlan(params StoreFault[] faults) : IFaultPlan
{
    internal int Requests { get; private set; }

    public StoreFault Next(StoreOperation operation, string key) =>
        Requests++ < faults.Length ? faults[Requests - 1] : StoreFault.None;
}
