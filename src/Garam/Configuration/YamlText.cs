using System.Text.RegularExpressions;

namespace Garam.Configuration;

/// <summary>Writes a setting's value as YAML.</summary>
internal static partial class YamlText
{
    /// <summary>Writes the value so that <see cref="YamlSource"/> reads the same text again.</summary>
    public static string Of(string value)
    {
        if (Plain().IsMatch(value) && !IsNull(value))
        {
            return value;
        }

        return value.Any(char.IsControl)
            ? $"\"{string.Concat(value.Select(Escaped))}\""
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Returns true for the words that YAML takes for no value if they are not quoted.</summary>
    public static bool IsNull(string plain) => plain is "" or "~" or "null" or "Null" or "NULL";

    private static string Escaped(char c) => c switch
    {
        '"' or '\\' => $"\\{c}",
        _ when char.IsControl(c) => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };

    /// <summary>
    /// Matches text that YAML reads as plain text: no quotes, no mark of YAML's own, no colon before a space or at the end.
    /// </summary>
    [GeneratedRegex(@"^[A-Za-z0-9./_]([A-Za-z0-9./_:+-]*[A-Za-z0-9./_])?$")]
    private static partial Regex Plain();
}
