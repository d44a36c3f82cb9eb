using System.Text.RegularExpressions;

namespace Garam.Configuration;

/// <summary>A setting's value as it stands in a YAML file.</summary>
internal static partial class YamlText
{
    /// <summary>Written so that <see cref="YamlSource"/> reads the same text again.</summary>
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

    /// <summary>The words that YAML takes for no value when it stands there without quotes.</summary>
    public static bool IsNull(string plain) => plain is "" or "~" or "null" or "Null" or "NULL";

    private static string Escaped(char c) => c switch
    {
        '"' or '\\' => $"\\{c}",
        _ when char.IsControl(c) => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };

    /// <summary>Text that cannot be taken for anything else: no quotes, no mark of YAML's own, no colon before a space or at the end.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9./_]([A-Za-z0-9./_:+-]*[A-Za-z0-9./_])?$")]
    private static partial Regex Plain();
}
