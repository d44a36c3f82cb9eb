using System.Globalization;

namespace Garam.CommandLine.Stores;

/// <summary>Shows stored times to people.</summary>
internal static class Times
{
    public static string Show(long timestampMs) => timestampMs < 0 || timestampMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? timestampMs.ToString(CultureInfo.InvariantCulture)
        : DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
