using Garam.Metadata;

namespace Garam.Journal.Replication;

/// <summary>Who waits for changes of the state: long polls, above all. Called outside the replica's lock, by whoever applies, in order.</summary>
public interface IApplyObserver
{
    /// <summary>The state contains the entry now. <paramref name="effects"/> is only valid during the call, which must not block.</summary>
    void OnApplied(long sequence, ApplyEffects effects);

    /// <summary>The state jumped to a snapshot: anything may have changed.</summary>
    void OnRestored(long sequence);
}
