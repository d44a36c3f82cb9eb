namespace Garam.Cli.Terminal;

/// <summary>Finds the nearest of the allowed names for a mistyped one.</summary>
public static class Suggestion
{
    /// <summary>Returns " Did you mean X?", or nothing if no name is near.</summary>
    public static string For(string wrong, IEnumerable<string> allowed)
    {
        var distances = allowed.Select(name => (Name: (string?)name, Distance: Distance(wrong, name)));
        var (name, distance) = distances.DefaultIfEmpty().MinBy(pair => pair.Distance);

        // Two swapped letters, or a third of the letters wrong, is still a typing error. More is another word, and so is one with every
        // letter wrong.
        return name is not null && distance <= Math.Max(2, wrong.Length / 3) && distance < Math.Max(wrong.Length, name.Length)
            ? $" Did you mean {name}?"
            : "";
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + change);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
