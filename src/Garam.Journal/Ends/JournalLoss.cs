namespace Garam.Journal.Ends;

/// <summary>Proof that the journal once reached further than it does now.</summary>
/// <param name="FirstLost">The first number whose entry is absent although it was durable.</param>
/// <param name="Proof">Half a sentence: what shows it.</param>
public sealed record JournalLoss(long FirstLost, string Proof)
{
    public override string ToString() =>
        $"The journal has lost entry {FirstLost}: {Proof}. A leader that went on from here would give the offsets of acknowledged records to others, "
        + "so nothing was written. Restore the missing objects from a backup. To give up whatever was committed from that entry on, "
        + $"copy the store somewhere safe and start once with --accept-loss-from {FirstLost}.";
}
