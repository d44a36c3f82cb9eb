using System.Text.Json.Serialization;
using Garam.Verification.Findings;

namespace Garam.CommandLine.Stores;

/// <summary>The document that <c>garam verify --json</c> prints.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FindingDocument))]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class StoresJson : JsonSerializerContext;

internal sealed record FindingDocument(
    string Type, string Severity, string Area, string Code, string Subject, string Detail, string Means, string Remedy);

/// <param name="Type">"report".</param>
/// <param name="Sound">True if there is no finding of severity "unsound".</param>
/// <param name="Deep">True if every record was decoded.</param>
/// <param name="Position">The journal entry whose state was compared; null if no state could be restored.</param>
/// <param name="Unsound">The number of findings.</param>
/// <param name="Warnings">The number of findings.</param>
/// <param name="Notes">The number of findings.</param>
/// <param name="Journal">The checked entries.</param>
/// <param name="Snapshots">The checked snapshots.</param>
/// <param name="Metadata">The restored state.</param>
/// <param name="Segments">The checked segments.</param>
/// <param name="Unreferenced">Objects that nothing refers to.</param>
internal sealed record ReportDocument(
    string Type, bool Sound, bool Deep, long? Position, long Unsound, long Warnings, long Notes,
    JournalTally Journal, SnapshotTally Snapshots, MetadataTally Metadata, SegmentTally Segments, UnreferencedTally Unreferenced);
