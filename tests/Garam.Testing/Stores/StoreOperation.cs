namespace Garam.Testing.Stores;

public enum StoreOperation
{
    Create,
    Read,
    Stat,
    List,
    Delete,
}
