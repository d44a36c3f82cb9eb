using System.Globalization;

namespace Garam.Broker.Topics;

/// <summary>
/// The largest batch that can arrive here, and the settings that promise a size: a promise that cannot be kept is refused where it is made,
/// and not when a producer relies on it.
/// </summary>
/// <param name="batchBytesMax">Of one batch, for the memory of segments.</param>
/// <param name="requestBytesMax">Of the request that brings it.</param>
public sealed class MessageSizeLimit(int batchBytesMax, int requestBytesMax)
{
    /// <summary>Header, names and what else surrounds a batch in a Produce request; a topic's name has at most 249 bytes.</summary>
    private const int RequestOverheadBytes = 4 * 1024;

    public int BatchBytesMax { get; } = Math.Min(batchBytesMax, requestBytesMax - RequestOverheadBytes);

    /// <summary>Null when it can be kept, or is no such setting.</summary>
    public string? Fault(string name, string? value) =>
        name is "max.message.bytes" or "message.max.bytes"
        && long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var bytes)
        && bytes > BatchBytesMax
            ? $"Invalid value {value} for configuration {name}: Value must be no more than {BatchBytesMax}, the largest batch that this cluster takes"
            : null;
}
