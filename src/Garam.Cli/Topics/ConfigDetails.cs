namespace Garam.Cli.Topics;

internal sealed record ConfigDetails(string Name, string? Value, string Source, bool ReadOnly, bool Sensitive);
