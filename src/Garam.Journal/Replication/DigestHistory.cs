using Garam.Storage.Errors;

namespace Garam.Journal.Replication;

/// <summary>The digests of the newest entries, to be compared with what later entries say of them. Owner: the replica, under its lock.</summary>
internal sealed class DigestHistory
{
    /// <summary>An entry names one that was applied when it was built: at most as many back as can be in flight, and a few that were stepped over.</summary>
    private const int Kept = 64;

    private readonly EntryDigest[] _digests = new EntryDigest[Kept];

    /// <summary>An entry without a digest takes no place.</summary>
    public void Add(EntryDigest digest)
    {
        if (digest != EntryDigest.None)
        {
            _digests[digest.Sequence % Kept] = digest;
        }
    }

    /// <summary>Throws Corrupt when this replica got something else for the entry. One from before the snapshot cannot be compared.</summary>
    public void Compare(EntryDigest leaders)
    {
        var ours = _digests[leaders.Sequence % Kept];
        if (leaders.Sequence != 0 && ours.Sequence == leaders.Sequence && ours.Value != leaders.Value)
        {
            throw new GaramException(
                ErrorKind.Corrupt,
                $"This replica has diverged: the results of journal entry {leaders.Sequence} are {ours.Value:X8} here and {leaders.Value:X8} on the leader.");
        }
    }
}
