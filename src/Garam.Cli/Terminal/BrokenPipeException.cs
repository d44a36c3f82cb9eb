namespace Garam.Cli.Terminal;

/// <summary>Nobody reads the standard output any more, as after <c>| head</c>. The program ends without a word.</summary>
public sealed class BrokenPipeException() : IOException("Nobody reads the standard output any more.");
