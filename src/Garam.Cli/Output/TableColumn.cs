namespace Garam.Cli.Output;

/// <param name="Title">In capitals.</param>
/// <param name="IsNumber">Numbers stand at the right.</param>
public sealed record TableColumn(string Title, bool IsNumber = false);
