namespace Garam.Metadata;

/// <summary>What surrounds one command.</summary>
/// <param name="Sequence">Of the journal entry that holds it.</param>
/// <param name="NowMs">The command's own time: Apply has no clock.</param>
/// <param name="Effects">Collects what changes.</param>
internal readonly record struct ApplyContext(long Sequence, long NowMs, ApplyEffects Effects);
