using System.Globalization;

namespace Garam.Metadata.Configs;

/// <summary>The values that a setting accepts, beyond its type.</summary>
internal sealed record ConfigRule
{
    public static readonly ConfigRule Anything = new();

    public double? Min { get; init; }

    public double? Max { get; init; }

    /// <summary>A value that is allowed although it lies outside the range.</summary>
    public double? Also { get; init; }

    /// <summary>The only values allowed. For a list they apply to each element.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    public bool IgnoresCase { get; init; }

    public bool IsThrottledReplicas { get; init; }

    public bool MustNotBeEmpty { get; init; }

    public ConfigFault? Fault(string name, ConfigType type, string value) => type switch
    {
        ConfigType.Boolean => IsBoolean(value) ? null : new ConfigFault(value, "Expected value to be either true or false"),
        ConfigType.Int => NumberFault(value, "INT", Integer(value, int.MinValue, int.MaxValue)),
        ConfigType.Short => NumberFault(value, "SHORT", Integer(value, short.MinValue, short.MaxValue)),
        ConfigType.Long => NumberFault(value, "LONG", Integer(value, long.MinValue, long.MaxValue)),
        ConfigType.Double => NumberFault(value, "DOUBLE", JavaDouble.TryParse(value, out var number) ? number : null),
        ConfigType.List => ListFault(name, value),
        _ => TextFault(value),
    };

    /// <summary>A list of fixed choices has an empty element.</summary>
    public bool IsElementMissing(string list) => Values is not null && list.Split(',', StringSplitOptions.TrimEntries).Contains("");

    public static ConfigFault ElementMissing(string name) => new(null, $"Configuration '{name}' values must not be empty.");

    public static IEnumerable<string> Elements(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Kafka shows each fixed choice once, and other lists unchanged.</summary>
    public string Shown(string list)
    {
        var elements = list.Split(',', StringSplitOptions.TrimEntries);
        return string.Join(',', Values is null ? elements : elements.Distinct(StringComparer.Ordinal));
    }

    private static bool IsBoolean(string value) =>
        value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static double? Integer(string value, long min, long max) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : null;

    private ConfigFault? NumberFault(string value, string type, double? number)
    {
        if (number is null)
        {
            return new ConfigFault(value, $"Not a number of type {type}");
        }

        if (Also is { } also)
        {
            return number == also || (number >= Min && number <= Max)
                ? null
                : new ConfigFault(value, $"Value must be between {Text(Min)} and {Text(Max)} or equal to {Text(also)}");
        }

        return number < Min ? new ConfigFault(value, $"Value must be at least {Text(Min)}")
            : number > Max ? new ConfigFault(value, $"Value must be no more than {Text(Max)}")
            : null;
    }

    private ConfigFault? ListFault(string name, string value)
    {
        if (IsThrottledReplicas)
        {
            return ThrottledReplicasFault(name, value);
        }

        if (MustNotBeEmpty && value.Length == 0)
        {
            return new ConfigFault(value, "List must not be empty");
        }

        return value.Length > 0 && IsElementMissing(value)
            ? ElementMissing(name)
            : Elements(value).Select(OneOf).FirstOrDefault(fault => fault is not null);
    }

    private ConfigFault? TextFault(string value) =>
        MustNotBeEmpty && value.Length == 0 ? new ConfigFault(value, "String must be non-empty") : OneOf(value);

    private ConfigFault? OneOf(string value)
    {
        var comparison = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Values is null || Values.Any(allowed => allowed.Equals(value, comparison))
            ? null
            : new ConfigFault(value, $"String must be one of{(IgnoresCase ? " (case insensitive)" : "")}: {string.Join(", ", Values)}");
    }

    private static ConfigFault? ThrottledReplicasFault(string name, string value)
    {
        var elements = Elements(value).ToArray();
        var isLegal = elements is ["*"] || elements.All(element =>
            element.Split(':') is [var partition, var broker] && partition.All(char.IsAsciiDigit) && broker.All(char.IsAsciiDigit));
        return isLegal
            ? null
            : new ConfigFault(
                $"[{string.Join(", ", elements)}]",
                $"{name} must be the literal '*' or a list of replicas in the following format: "
                    + "[partitionId]:[brokerId],[partitionId]:[brokerId],...");
    }

    private static string Text(double? number) => number?.ToString("0.################", CultureInfo.InvariantCulture) ?? "";
}

/// <param name="Value">The wrong part of the value, as Kafka prints it; null where Kafka prints the reason alone.</param>
internal sealed record ConfigFault(string? Value, string Reason);
