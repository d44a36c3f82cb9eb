using System.Text.Json.Serialization;

namespace Garam.Cli.Records.Producing;

/// <summary>The document that <c>garam produce --json</c> prints.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Records">Acknowledged records.</param>
/// <param name="Failed">Records that were sent and not acknowledged.</param>
/// <param name="Bytes">Bytes of the keys and values of acknowledged records.</param>
/// <param name="Seconds">The time from the first record to the last.</param>
/// <param name="Partitions">By number.</param>
internal sealed record ProduceReport(
    string Topic, long Records, long Failed, long Bytes, double Seconds, IReadOnlyList<PartitionDeliveries> Partitions);

/// <param name="Partition">The partition's number.</param>
/// <param name="Records">Acknowledged records.</param>
/// <param name="FirstOffset">The lowest offset; null if the broker did not tell any.</param>
/// <param name="LastOffset">The highest offset. Other producers may have written in between.</param>
internal sealed record PartitionDeliveries(int Partition, long Records, long? FirstOffset, long? LastOffset)
{
    public PartitionDeliveries With(long baseOffset, int count) => this with
    {
        Records = Records + count,
        FirstOffset = baseOffset < 0 ? FirstOffset : Math.Min(FirstOffset ?? long.MaxValue, baseOffset),
        LastOffset = baseOffset < 0 ? LastOffset : Math.Max(LastOffset ?? -1, baseOffset + count - 1),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ProduceReport))]
internal sealed partial class ProduceJson : JsonSerializerContext;
