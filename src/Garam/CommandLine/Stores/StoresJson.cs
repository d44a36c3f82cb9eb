using System.Text.Json.Serialization;
using Garam.Verification;

namespace Garam.CommandLine.Stores;

/// <summary>The document that <c>garam verify --json</c> prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FindingDocument))]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class StoresJson : JsonSerializerContext;

internal sealed record FindingDocument(string Type, string Severity, string Area, string Code, string Subject, string Detail, string Means, string Remedy);

/// <param name="Type">"report".</param>
/// <param name="Sound">There is no finding of severity "unsound".</param>
/// <param name="Deep">Every record was decoded.</param>
/// <param name="Position">The journal entry whose state was compared; null when none could be restored.</param>
/// <param name="Unsound">How many findings.</param>
/// <param name="Warnings">How many findings.</param>
/// <param name="Notes">How many findings.</param>
/// <param name="Journal">What was looked at.</param>
/// <param name="Snapshots">What was looked at.</param>
/// <param name="Metadata">What was looked at.</param>
/// <param name="Segments">What was looked at.</param>
/// <param name="Unreferenced">What nobody refers to.</param>
internal sealed record ReportDocument(
    string Type, bool Sound, bool Deep, long? Position, long Unsound, long Warnings, long Notes,
    JournalTally Journal, SnapshotTally Snapshots, MetadataTally Metadata, SegmentTally Segments, UnreferencedTally Unreferenced);
