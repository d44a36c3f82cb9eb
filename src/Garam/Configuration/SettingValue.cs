namespace Garam.Configuration;

/// <param name="Key">The setting's name as the source wrote it, in the source's spelling turned into a key.</param>
/// <param name="Text">The value as written.</param>
/// <param name="Origin">Where it stands, for messages: "--data", "GARAM_DATA", "garam.yaml line 3".</param>
internal readonly record struct SettingValue(string Key, string Text, string Origin);
