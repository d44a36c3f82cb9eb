namespace Garam.Storage.Faults;

public enum StoreOperation
{
    Create,
    Read,
    Stat,
    List,
    Delete,
}
