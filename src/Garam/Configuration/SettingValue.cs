namespace Garam.Configuration;

/// <param name="Key">The setting's name, turned from the spelling of the source into a key.</param>
/// <param name="Text">The value as it was written.</param>
/// <param name="Origin">The place of the value, for messages: "--data", "GARAM_DATA", "garam.yaml line 3".</param>
internal readonly record struct SettingValue(string Key, string Text, string Origin);
