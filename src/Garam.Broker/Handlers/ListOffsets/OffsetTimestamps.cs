namespace Garam.Broker.Handlers.ListOffsets;

/// <summary>The timestamps below zero that mean something else than a time, and the versions that know them.</summary>
internal static class OffsetTimestamps
{
    public const long Latest = -1;
    public const long Earliest = -2;
    public const long Max = -3;
    public const long EarliestLocal = -4;
    public const long LatestTiered = -5;
    public const long EarliestPendingUpload = -6;

    public static bool AreServed(long timestamp, short version) => timestamp switch
    {
        >= 0 or Latest or Earliest => true,
        Max => version >= 7,
        EarliestLocal => version >= 8,
        LatestTiered => version >= 9,
        EarliestPendingUpload => version >= 11,
        _ => false,
    };
}
