using System.Text.Json.Serialization;
using Garam.Metadata.Readable;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>The document that <c>garam inspect --json</c> prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true,
    Converters = [typeof(NonceText)])]
[JsonSerializable(typeof(InspectedSegment))]
[JsonSerializable(typeof(InspectedEntry))]
[JsonSerializable(typeof(ReadableRow))]
[JsonSerializable(typeof(SnapshotDocument))]
internal sealed partial class InspectJson : JsonSerializerContext;

/// <param name="Sequence">Where it was cut; null for a chunk by itself, like what follows.</param>
/// <param name="Epoch">Of the last entry.</param>
/// <param name="TimestampMs">Of the last entry.</param>
/// <param name="Claims">Numbers of leader claims, which trimming spares.</param>
/// <param name="SteppedOver">Numbers of entries that were stepped over, which trimming spares too.</param>
/// <param name="Chunks">In their order.</param>
/// <param name="Rows">How many of each kind.</param>
/// <param name="Faults">What is wrong; nothing when it is whole.</param>
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
