using System.Globalization;
using System.Text;

namespace Garam.Cli.Records.Formats;

/// <summary>Decodes backslash escapes, because shells pass them on unchanged: \n \r \t \0 \a \e \\ and \xHH for any byte.</summary>
internal static class Escapes
{
    /// <summary>Returns <paramref name="text"/> as UTF-8, or null and the fault in it.</summary>
    public static byte[]? Decode(string text, out string? fault)
    {
        var bytes = new List<byte>(text.Length);
        fault = null;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\\')
            {
                if (!TryDecodeOne(text, ref at, bytes, out fault))
                {
                    return null;
                }

                continue;
            }

            var end = text.IndexOf('\\', at);
            end = end < 0 ? text.Length : end;
            bytes.AddRange(Encoding.UTF8.GetBytes(text[at..end]));
            at = end;
        }

        return [.. bytes];
    }

    /// <summary>Reads the escape at <paramref name="at"/> and moves past it.</summary>
    internal static bool TryDecodeOne(string text, ref int at, List<byte> bytes, out string? fault)
    {
        fault = null;
        var letter = at + 1 < text.Length ? text[at + 1] : '\0';
        if (letter == 'x')
        {
            if (at + 4 > text.Length || !byte.TryParse(
                text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                fault = @"\x needs two hexadecimal digits";
                return false;
            }

            bytes.Add(value);
            at += 4;
            return true;
        }

        if (at + 1 >= text.Length || Value(letter) is not { } simple)
        {
            fault = at + 1 < text.Length ? $@"there is no escape \{letter}" : @"it ends with a single \";
            return false;
        }

        bytes.Add(simple);
        at += 2;
        return true;
    }

    private static byte? Value(char letter) => letter switch
    {
        'n' => (byte)'\n',
        'r' => (byte)'\r',
        't' => (byte)'\t',
        '0' => 0,
        'a' => 7,
        'e' => 27,
        '\\' => (byte)'\\',
        _ => null,
    };
}
