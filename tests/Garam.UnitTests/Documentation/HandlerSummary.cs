using System.Text.RegularExpressions;
using Garam.Protocol;

namespace Garam.UnitTests.Documentation;

/// <summary>
/// The summary of a handler, in the form that all of them have: "Api: first–last", the behaviour, and then "Deviations:" with a list of
/// lines that begin with a dash, "Deviation:" with one sentence, "Deviations as for …" or "No deviations".
/// </summary>
internal sealed partial record HandlerSummary(ApiKey Key, string Versions, string Behaviour, bool Deviates, string Deviations)
{
    /// <summary>Reads the comments before each line that begins with <paramref name="declaration"/>.</summary>
    public static IEnumerable<HandlerSummary> ParseAll(string path, string declaration)
    {
        var lines = Array.ConvertAll(File.ReadAllLines(path), static line => line.Trim());
        return lines.Index()
            .Where(line => line.Item.StartsWith(declaration, StringComparison.Ordinal))
            .Select(line => Parse(path, lines[..line.Index]));
    }

    private static HandlerSummary Parse(string path, string[] before)
    {
        var comment = string.Concat(before.Reverse().TakeWhile(line => line.StartsWith("///", StringComparison.Ordinal)).Reverse()
            .Select(line => line[3..].Trim()).Select(line => (line.StartsWith("- ", StringComparison.Ordinal) ? "\n" : " ") + line));
        var text = Spaces().Replace(
            Reference().Replace(Parameters().Replace(comment, "").Replace("<summary>", "").Replace("</summary>", ""), "`$1`"), " ").Trim();
        var form = Form().Match(text);
        Assert.True(form.Success, $"{path}: the summary does not say \"Api: versions … Deviations: …\" or \"No deviations\": {text}");
        Assert.True(Enum.TryParse<ApiKey>(form.Groups["api"].Value, out var key), $"{path}: {form.Groups["api"].Value} is no API.");
        return new HandlerSummary(
            key, form.Groups["versions"].Value, form.Groups["behaviour"].Value, form.Groups["no"].Value != "No d",
            (form.Groups["as"].Value + form.Groups["deviations"].Value).Trim(' '));
    }

    [GeneratedRegex(
        @"^(?<api>\w+): (?<versions>\d+(–\d+)?)(?<behaviour>.*?)\s(?<no>No d|D)eviations?(?<as> as for \w+)?[:.]?(?<deviations>.*)$",
        RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<see cref=\"([^\"]+)\"/>")]
    private static partial Regex Reference();

    [GeneratedRegex("<param .*?</param>")]
    private static partial Regex Parameters();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
