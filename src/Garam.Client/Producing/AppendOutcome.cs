namespace Garam.Client.Producing;

internal enum AppendOutcome
{
    Done,

    /// <summary>The buffer has no room: the caller waits for it.</summary>
    NoRoom,

    /// <summary>The partition's batch is full, and the record may as well go to another one.</summary>
    Elsewhere,
}
