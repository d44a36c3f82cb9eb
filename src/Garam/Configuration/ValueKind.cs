using System.Globalization;
using Garam.Cli.Output;
using Garam.Metadata.Cluster;
using Garam.Protocol;

namespace Garam.Configuration;

/// <summary>Reads a setting's text, says in words what is allowed, and shows the value again.</summary>
public sealed record ValueKind<T>(string Allowed, Func<string, (bool Ok, T Value)> Parse, Func<T, string> Show);

/// <summary>The kinds of values that settings have.</summary>
internal static class ValueKinds
{
    // Stricter than the command line, which takes K, KB and KiB for the same: the meaning of a setting must be plain.
    private static readonly (string Suffix, long Bytes)[] SizeUnits =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("B", 1)];

    private const string Off = "off";

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>The names of the levels: the log's own, and those of other programs.</summary>
    private static readonly (string Name, LogLevel Level)[] LogLevelNames =
    [
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning),
        ("error", LogLevel.Error), ("critical", LogLevel.Critical), ("none", LogLevel.None),
        ("information", LogLevel.Information), ("warning", LogLevel.Warning), ("err", LogLevel.Error),
        ("crit", LogLevel.Critical), ("fatal", LogLevel.Critical), (Off, LogLevel.None),
        ("trce", LogLevel.Trace), ("dbug", LogLevel.Debug), ("fail", LogLevel.Error),
    ];

    public static readonly ValueKind<string> Path = new(
        "a path", text => (text.Length > 0 && !text.Contains('\0'), text), value => value);

    public static ValueKind<string?> OptionalPath { get; } = new(
        Path.Allowed, text => Path.Parse(text), value => value ?? "");

    /// <summary>Which URLs name a store is for the check of all options, which says more than that it is wrong.</summary>
    public static ValueKind<string?> OptionalUrl { get; } = new(
        "a URL, as in s3://bucket/prefix or file:///var/lib/garam", text => (text.Length > 0, text), value => value ?? "");

    /// <summary>Without commas, semicolons and equals signs, because client ids name zones between them.</summary>
    public static ValueKind<string?> OptionalName { get; } = new(
        "1 to 100 letters, digits, dots, colons, hyphens and underscores", text => (IsName(text), text), value => value ?? "");

    public static readonly ValueKind<HostPort> Address = new(
        "ADDRESS:PORT, as in 127.0.0.1:9092 or [::1]:9092; port 0 picks a free one",
        text => (HostPort.TryParse(text, out var value), value),
        value => value.ToString());

    public static ValueKind<HostPort?> AddressOrOff { get; } = new(
        Address.Allowed + "; or off",
        text => text == Off ? (true, null) : (HostPort.TryParse(text, out var value), value),
        value => value?.ToString() ?? Off);

    public static ValueKind<Uri?> UrlOrOff { get; } = new(
        "http://HOST:PORT or https://HOST:PORT; or off",
        text => text == Off ? (true, null) : (TryWebAddress(text, out var value), value),
        value => value?.OriginalString ?? Off);

    public static ValueKind<HostPort?> OptionalAddress { get; } = new(
        "HOST:PORT", text => (HostPort.TryParse(text, out var value) && value.Port > 0, value), value => value?.ToString() ?? "");

    /// <summary>Which of them fit together is for the check of all options.</summary>
    public static ValueKind<IReadOnlyList<ClientAddress>> Listeners { get; } = new(
        $"{Address.Allowed}; or several between commas, each with a zone, as in 0.0.0.0:9092@a,0.0.0.0:9093@b; a zone is "
            + OptionalName.Allowed,
        text => ListenerSettings.Parse(text, portMin: 0),
        value => string.Join(',', value));

    public static ValueKind<IReadOnlyList<ClientAddress>> Advertised { get; } = new(
        "HOST:PORT; or several between commas, each with the zone of a listener, as in a1.example.com:9092@a,a1.example.com:9093@b",
        text => ListenerSettings.Parse(text, portMin: 1),
        value => string.Join(',', value));

    public static ValueKind<DateTimeOffset?> OptionalTime { get; } = new(
        "a time, as in 2026-11-30T14:00:00Z",
        text => (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var value), value),
        value => value?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "");

    public static ValueKind<LogLevel> LogLevels { get; } = new(
        "one of trace, debug, info, warn, error, critical, none",
        text => LogLevelNames.FirstOrDefault(known => IsNamed(known.Name, text)) is { Name: not null } named
            ? (true, named.Level)
            : (false, default),
        value => LogLevelNames.First(known => known.Level == value).Name);

    public static ValueKind<int> Count(int min, int max) => new(
        $"a whole number from {min} to {max}",
        text => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max, value),
        value => value.ToString(CultureInfo.InvariantCulture));

    public static ValueKind<int?> OptionalCount(int min, int max)
    {
        var count = Count(min, max);
        return new(
            count.Allowed,
            text => count.Parse(text) is (true, var value) ? (true, value) : (false, null),
            value => value is { } number ? count.Show(number) : "");
    }

    public static ValueKind<TimeSpan> Duration(TimeSpan min, TimeSpan max) => new(
        $"a duration from {Durations.Show(min)} to {Durations.Show(max)}, as in 5ms, 30s or 2h",
        text => (Durations.TryParseExactly(text, out var value) && value >= min && value <= max, value),
        Durations.Show);

    public static ValueKind<TimeSpan?> OptionalDuration(TimeSpan min, TimeSpan max)
    {
        var duration = Duration(min, max);
        return new(
            duration.Allowed,
            text => duration.Parse(text) is (true, var value) ? (true, value) : (false, null),
            value => value is { } span ? duration.Show(span) : "");
    }

    public static ValueKind<long> Size(long min, long max) => new(
        $"a size from {ShowSize(min)} to {ShowSize(max)}, as in 65536, 512KiB or 8MiB",
        text => (TrySize(text, out var value) && value >= min && value <= max, value),
        ShowSize);

    public static ValueKind<long?> OptionalSize(long min, long max)
    {
        var size = Size(min, max);
        return new(
            size.Allowed,
            text => size.Parse(text) is (true, var value) ? (true, value) : (false, null),
            value => value is { } bytes ? size.Show(bytes) : "");
    }

    public static ValueKind<T> OneOf<T>()
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray();
        return new(
            "one of " + string.Join(", ", names),
            text => (names.Contains(text.ToLowerInvariant()) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? (true, value) : (
                false, default)),
            value => value.ToString().ToLowerInvariant());
    }

    internal static bool IsName(string text) =>
        text.Length is > 0 and <= 100 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '-' or '_');

    private static bool IsNamed(string name, string text) => name.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool TryWebAddress(string text, out Uri? value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value) && (value.Scheme == Uri.UriSchemeHttp || value.Scheme == Uri.UriSchemeHttps);

    private static bool TrySize(string text, out long value)
    {
        foreach (var (suffix, bytes) in SizeUnits)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && long.TryParse(
                    text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= long.MaxValue / bytes)
            {
                value = count * bytes;
                return true;
            }
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static string ShowSize(long value)
    {
        if (value == 0)
        {
            return "0";
        }

        var (suffix, bytes) = SizeUnits.Where(unit => value % unit.Bytes == 0).MaxBy(unit => unit.Bytes);
        return bytes == 1 ? value.ToString(CultureInfo.InvariantCulture) : $"{value / bytes}{suffix}";
    }
}
