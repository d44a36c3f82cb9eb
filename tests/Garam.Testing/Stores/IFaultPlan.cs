namespace Garam.Testing.Stores;

/// <summary>Decides what goes wrong. Asked once per request, in the order in which they are made.</summary>
public interface IFaultPlan
{
    StoreFault Next(StoreOperation operation, string key);
}
