namespace Garam.Broker.ReadPath;

/// <summary>
/// The leader epoch that clients see is always the same: leaders are virtual and move often, and with an epoch that moved with
/// them clients would "detect" truncated logs.
/// </summary>
internal static class LeaderEpochs
{
    public const int Constant = 0;
}
