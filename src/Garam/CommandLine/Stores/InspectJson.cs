using System.Text.Json.Serialization;
using Garam.Metadata.Readable;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>The document that <c>garam inspect --json</c> prints.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UseStringEnumConverter = true,
    Converters = [typeof(NonceText)])]
[JsonSerializable(typeof(InspectedSegment))]
[JsonSerializable(typeof(InspectedEntry))]
[JsonSerializable(typeof(ReadableRow))]
[JsonSerializable(typeof(SnapshotDocument))]
internal sealed partial class InspectJson : JsonSerializerContext;

/// <param name="Sequence">The entry after which it was cut; null for a single chunk, like the next four.</param>
/// <param name="Epoch">The epoch of the last entry.</param>
/// <param name="TimestampMs">The time of the last entry.</param>
/// <param name="Claims">Numbers of leader claims, which trimming spares.</param>
/// <param name="SteppedOver">Numbers of entries that were stepped over, which trimming also spares.</param>
/// <param name="Chunks">The chunks in their order.</param>
/// <param name="Rows">The number of rows of each kind.</param>
/// <param name="Faults">Empty for a whole snapshot.</param>
internal sealed record SnapshotDocument(
    long? Sequence,
    int? Epoch,
    long? TimestampMs,
    IReadOnlyList<long>? Claims,
    IReadOnlyCollection<long>? SteppedOver,
    IReadOnlyList<ChunkDocument> Chunks,
    IReadOnlyDictionary<string, long> Rows,
    IReadOnlyList<string> Faults);

internal sealed record ChunkDocument(string Key, long Bytes, int Rows, IReadOnlyList<string> Faults);
