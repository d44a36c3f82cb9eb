namespace Garam.Cli.Topics.Applying;

/// <param name="Field">"partitions" or the name of a setting.</param>
/// <param name="From">What is; null where nothing is, or the default counts.</param>
/// <param name="To">What is to be; null asks for the default.</param>
internal sealed record FieldChange(string Field, string? From, string? To);
