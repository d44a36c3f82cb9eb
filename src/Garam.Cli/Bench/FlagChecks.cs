using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;

namespace Garam.Cli.Bench;

/// <summary>What numbers on the command line have to be.</summary>
internal static class FlagChecks
{
    /// <exception cref="CommandException">It is zero or below.</exception>
    public static long Positive(long value, string flag) =>
        value > 0 ? value : throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{flag}: {value} is not above zero."));

    /// <exception cref="CommandException">It is zero or below, or no number.</exception>
    public static double Positive(double value, string flag) =>
        value > 0 && double.IsFinite(value) ? value : throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{flag}: {value} is not above zero."));

    /// <exception cref="CommandException">It is no time.</exception>
    public static TimeSpan TimeOrZero(string text, string flag) =>
        text.TrimEnd('m', 's') == "0" ? TimeSpan.Zero : Durations.Parse(text, flag);
}
