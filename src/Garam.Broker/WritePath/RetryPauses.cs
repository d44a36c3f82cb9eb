namespace Garam.Broker.WritePath;

/// <summary>Pauses that double, so that what is overloaded gets room, up to a second, so that recovery is noticed.</summary>
internal static class RetryPauses
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public static TimeSpan Next(TimeSpan pause) => pause * 2 < Longest ? pause * 2 : Longest;
}
