namespace Garam.Metadata.Configs;

/// <summary>One place that gives, or would give, a setting its value.</summary>
public readonly record struct ConfigSynonym(string Name, string Value, ConfigSource Source);
