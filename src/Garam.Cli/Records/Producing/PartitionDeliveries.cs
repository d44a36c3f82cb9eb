namespace Garam.Cli.Records.Producing;

/// <param name="Partition">Its number.</param>
/// <param name="Records">How many it acknowledged.</param>
/// <param name="FirstOffset">The lowest offset; null where the broker did not tell one.</param>
/// <param name="LastOffset">The highest offset. Others may have written in between.</param>
internal sealed record PartitionDeliveries(int Partition, long Records, long? FirstOffset, long? LastOffset)
{
    public PartitionDeliveries With(long baseOffset, int count) => this with
    {
        Records = Records + count,
        FirstOffset = baseOffset < 0 ? FirstOffset : Math.Min(FirstOffset ?? long.MaxValue, baseOffset),
        LastOffset = baseOffset < 0 ? LastOffset : Math.Max(LastOffset ?? -1, baseOffset + count - 1),
    };
}
