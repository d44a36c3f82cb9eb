using Garam.Protocol;

namespace Garam.Broker.ReadPath;

/// <summary>
/// The leader epoch that clients see is always the same: leaders are virtual and move often, and with an epoch that moved with
/// them clients would "detect" truncated logs.
/// </summary>
internal static class LeaderEpochs
{
    public const int Constant = 0;

    /// <summary>Kafka's judgement of the leader epoch that a client believes in; -1 believes nothing. (In a Fetch every epoch below zero does.)</summary>
    public static ErrorCode FaultOf(int believed) => believed switch
    {
        > Constant => ErrorCode.UnknownLeaderEpoch,
        < -1 => ErrorCode.FencedLeaderEpoch,
        _ => ErrorCode.None,
    };
}
