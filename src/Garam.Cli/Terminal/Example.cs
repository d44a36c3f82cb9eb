namespace Garam.Cli.Terminal;

/// <param name="Line">A whole command line.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
public sealed record Example(string Line, string Meaning);
