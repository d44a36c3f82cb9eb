using System.Numerics;
using Garam.Cli.Terminal;
using Garam.Transport.Frames;

namespace Garam.Configuration;

/// <summary>
/// Puts the sources on top of each other (defaults, file, environment, flags) and checks the whole. Every fault is reported, not
/// only the first, each with its origin, what is allowed and the nearest name.
/// </summary>
internal static class OptionsReader
{
    /// <param name="sources">From the weakest to the strongest.</param>
    /// <param name="problems">Receives one sentence for each fault; the options may be used only when it stays empty.</param>
    public static ServeOptions Read(IEnumerable<IEnumerable<SettingValue>> sources, ICollection<string> problems)
    {
        var options = new ServeOptions();
        foreach (var value in sources.SelectMany(source => source))
        {
            Set(options, value, problems);
        }

        Check(options, problems);
        return options;
    }

    private static void Set(ServeOptions options, SettingValue value, ICollection<string> problems)
    {
        var setting = SettingCatalog.Find(value.Key);
        if (setting is null)
        {
            var near = Suggestion.For(value.Key, SettingCatalog.All.Select(known => known.Key));
            problems.Add($"{value.Origin}: there is no setting \"{value.Key}\".{near}");
        }
        else if (!setting.TrySet(options, value.Text))
        {
            var shown = setting.IsSecret ? "the value" : $"\"{value.Text}\"";
            problems.Add($"{value.Origin}: {shown} is not allowed for {setting.Key}. Allowed: {setting.Allowed}.");
        }
    }

    private static void Check(ServeOptions options, ICollection<string> problems)
    {
        // Two segments being written, two being read and one being sealed must fit, whatever the cache holds.
        if (options.SegmentMemory < 5 * options.SegmentBytesMax)
        {
            problems.Add($"segment-memory ({options.SegmentMemory} bytes) must be at least five times segment-bytes ({options.SegmentBytesMax} bytes).");
        }

        // A request lies in one piece of that memory.
        if (options.RequestBytesMax > FrameAdmission.FrameBytesMaxOf((int)options.FrameMemory))
        {
            var needed = BitOperations.RoundUpToPowerOf2((ulong)options.RequestBytesMax);
            problems.Add($"max-request-bytes ({options.RequestBytesMax} bytes) does not fit into frame-memory ({options.FrameMemory} bytes), which holds requests of {FrameAdmission.FrameBytesMaxOf((int)options.FrameMemory)} bytes: set frame-memory to {needed >> 20}MiB or more.");
        }

        if (options is { Advertise: null, Kafka.Host: "0.0.0.0" or "::" })
        {
            problems.Add($"kafka ({options.Kafka}) listens on every address, which clients cannot connect to by that name: set advertise to HOST:PORT.");
        }
    }
}
