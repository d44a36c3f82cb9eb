using System.Numerics;
using Garam.Cli.Terminal;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Transport.Frames;

namespace Garam.Configuration;

/// <summary>
/// Combines the sources (defaults, file, environment, flags) and checks the result. It reports every fault, not only the first, with its
/// origin, the allowed values and the nearest name.
/// </summary>
internal static class OptionsReader
{
    /// <param name="sources">The sources, from the weakest to the strongest.</param>
    /// <param name="problems">Receives one sentence for each fault. The options are valid only if it stays empty.</param>
    /// <param name="isAgent">The process is one of several on its store.</param>
    public static ServeOptions Read(
        IEnumerable<IEnumerable<SettingValue>> sources, ICollection<string> problems, bool isAgent = false)
    {
        var options = new ServeOptions { IsAgent = isAgent };
        foreach (var source in sources)
        {
            SettingValue[] values = [.. source];
            var stores = values.Where(static value => value.Key is "data" or "store").Select(static value => value.Origin).ToArray();
            if (stores.Length > 1)
            {
                problems.Add($"{string.Join(" and ", stores)} both name a store; give only one.");
            }

            foreach (var value in values)
            {
                Set(options, value, problems);
            }
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
        try
        {
            _ = options.Location;
        }
        catch (GaramException fault)
        {
            problems.Add(fault.Message);
        }

        // Two segments being written, two being read and one being sealed must fit, whatever is in the cache.
        if (options.SegmentMemory < 5 * options.SegmentBytesMax)
        {
            problems.Add(
                $"segment-memory ({options.SegmentMemory} bytes) must be at least five times segment-bytes "
                + $"({options.SegmentBytesMax} bytes).");
        }

        // A request takes one contiguous part of that memory.
        if (options.RequestBytesMax > FrameAdmission.FrameBytesMaxOf((int)options.FrameMemory))
        {
            var needed = BitOperations.RoundUpToPowerOf2((ulong)options.RequestBytesMax);
            problems.Add(
                $"max-request-bytes ({options.RequestBytesMax} bytes) does not fit into frame-memory ({options.FrameMemory} bytes), "
                + $"which holds requests of {FrameAdmission.FrameBytesMaxOf((int)options.FrameMemory)} bytes: "
                + $"set frame-memory to {needed >> 20}MiB or more.");
        }

        CheckListeners(options, problems);
        if (options.IsAgent)
        {
            CheckPeerTls(options, problems);
        }
    }

    private static void CheckListeners(ServeOptions options, ICollection<string> problems)
    {
        ListenerSettings.Check(options, problems);
        foreach (var (listen, advertise) in options.Listeners)
        {
            var form = listen.Zone is null ? "HOST:PORT" : $"HOST:PORT@{listen.Zone}";
            CheckReachable(("kafka", listen.Address), ("advertise", form, advertise), "clients", problems);
        }

        if (options.IsAgent)
        {
            CheckReachable(
                ("internal", options.Internal), ("internal-advertise", "HOST:PORT", options.InternalAdvertise), "other agents", problems);
        }
    }

    private static void CheckPeerTls(ServeOptions options, ICollection<string> problems)
    {
        (string Name, string? File)[] files =
        [
            ("internal-tls-cert", options.InternalTlsCert), ("internal-tls-key", options.InternalTlsKey),
            ("internal-tls-ca", options.InternalTlsCa),
        ];
        var missing = files.Where(static setting => setting.File is null).Select(static setting => setting.Name).ToArray();
        if (missing.Length > 0 && missing.Length < files.Length)
        {
            problems.Add(
                "TLS between agents needs internal-tls-cert, internal-tls-key and internal-tls-ca: "
                + $"set {string.Join(" and ", missing)} too.");
        }
    }

    private static void CheckReachable(
        (string Name, HostPort Value) listen, (string Name, string Form, HostPort? Value) advertise, string peers,
        ICollection<string> problems)
    {
        if (advertise.Value is null && listen.Value.Host is "0.0.0.0" or "::")
        {
            problems.Add(
                $"{listen.Name} ({listen.Value}) listens on every address, and {peers} cannot connect to it by that name: "
                + $"set {advertise.Name} to {advertise.Form}.");
        }
    }
}
