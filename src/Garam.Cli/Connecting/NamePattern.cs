using System.IO.Enumeration;

namespace Garam.Cli.Connecting;

/// <summary>Names as a shell would match them: <c>*</c> for any letters, <c>?</c> for one. No topic has either in its name.</summary>
internal static class NamePattern
{
    public const string Explained = "* and ? match any letters and one letter; quote them for the shell";

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
