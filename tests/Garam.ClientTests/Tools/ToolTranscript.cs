using System.Text.RegularExpressions;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Tools;

/// <summary>
/// The output of a tool, without the parts that differ on any two servers: addresses, folders, generated ids, sizes and the order of lines.
/// </summary>
public static partial class ToolTranscript
{
    public static IReadOnlyList<string> Lines(ToolResult result, string bootstrap)
    {
        var text = result.Output + FirstLine(result.Error);
        text = text.Replace(bootstrap, "HOST:PORT", StringComparison.Ordinal).Replace("},{", "},\n{", StringComparison.Ordinal)
            .Replace("[{", "[\n{", StringComparison.Ordinal).Replace("}]", "}\n]", StringComparison.Ordinal);
        text = TopicId().Replace(text, "TopicId: ID");
        text = Folder().Replace(text, "\"logDir\":\"FOLDER\"");
        text = Size().Replace(text, "\"size\":SIZE");
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => Spaces().Replace(line, " ").TrimEnd(',', ' '))
            .Order(StringComparer.Ordinal);
        return [.. lines, $"exit code {result.ExitCode}"];
    }

    /// <summary>Returns the first line of the error output. The lines after it are the stack trace of the tool itself.</summary>
    private static string FirstLine(string error) => error.Split('\n')[0];

    [GeneratedRegex(@"TopicId: [\w-]{22}")]
    private static partial Regex TopicId();

    [GeneratedRegex("\"logDir\":\"[^\"]*\"")]
    private static partial Regex Folder();

    [GeneratedRegex("\"size\":[1-9][0-9]*")]
    private static partial Regex Size();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
