using System.Text.RegularExpressions;

namespace Garam.ClientTests.Tools;

/// <summary>Something that may be printed on one side only.</summary>
/// <param name="Command">Commands that begin so.</param>
/// <param name="Pattern">Matches are removed from the lines on both sides before the lines are compared.</param>
/// <param name="Reason">Why a user of Kafka would not mind. docs/compatibility.md says the same.</param>
public sealed record AllowedDifference(string Command, string Pattern, string Reason)
{
    public string Remove(string command, string line) =>
        command.StartsWith(Command, StringComparison.Ordinal) ? Regex.Replace(line, Pattern, "") : line;
}
