namespace Garam.Journal.Backends;

public sealed class ObjectStoreJournalOptions
{
    /// <summary>How long a repeat waits at first, after an answer was lost: long enough for a dropped connection to be replaced.</summary>
    public TimeSpan RepeatDelayMin { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long it waits at most: a store that is back should be noticed while clients still retry.</summary>
    public TimeSpan RepeatDelayMax { get; init; } = TimeSpan.FromSeconds(2);
}
