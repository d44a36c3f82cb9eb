using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Bench.Payloads;

/// <summary>The keys that records get.</summary>
/// <param name="Kind">How the keys are chosen.</param>
/// <param name="Count">The number of different keys; 0 for no limit.</param>
/// <param name="Skew">The exponent of a Zipf distribution.</param>
internal sealed record KeyPattern(KeyKind Kind, long Count = 0, double Skew = 0)
{
    /// <summary>Web requests and user activity usually have a skew a little below 1.</summary>
    private const double SkewDefault = 0.99;

    public static KeyPattern None { get; } = new(KeyKind.None);

    /// <summary>Reads none, sequential, random:COUNT, zipf:COUNT or zipf:COUNT:SKEW.</summary>
    /// <exception cref="CommandException">The text is none of these.</exception>
    public static KeyPattern Parse(string text)
    {
        var parts = text.Split(':');
        return (parts[0], parts.Length) switch
        {
            ("none", 1) => None,
            ("sequential", 1) => new KeyPattern(KeyKind.Sequential),
            ("random", 2) when CountOf(parts[1]) is { } count => new KeyPattern(KeyKind.Random, count),
            ("zipf", 2) when CountOf(parts[1]) is { } count => new KeyPattern(KeyKind.Zipf, count, SkewDefault),
            ("zipf", 3) when CountOf(parts[1]) is { } count && SkewOf(parts[2]) is { } skew => new KeyPattern(KeyKind.Zipf, count, skew),
            _ => throw new CommandException(
                ExitCode.Usage, $"--keys: '{text}' is not one of none, sequential, random:COUNT, zipf:COUNT, zipf:COUNT:SKEW."),
        };
    }

    public override string ToString() => Kind switch
    {
        KeyKind.Random => string.Create(CultureInfo.InvariantCulture, $"random:{Count}"),
        KeyKind.Zipf => string.Create(CultureInfo.InvariantCulture, $"zipf:{Count}:{Skew}"),
        var plain => plain.ToString().ToLowerInvariant(),
    };

    private static long? CountOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    private static double? SkewOf(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var skew) && skew > 0 ? skew : null;
}

internal enum KeyKind
{
    None,
    Sequential,
    Random,
    Zipf,
}
