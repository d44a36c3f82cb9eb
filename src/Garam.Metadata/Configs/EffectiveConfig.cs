namespace Garam.Metadata.Configs;

/// <param name="Definition">Of the setting.</param>
/// <param name="Value">Null when nothing sets it and it has no default.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Synonyms">Every place that sets it, the one that counts first.</param>
public sealed record EffectiveConfig(ConfigDefinition Definition, string? Value, ConfigSource Source, IReadOnlyList<ConfigSynonym> Synonyms);
