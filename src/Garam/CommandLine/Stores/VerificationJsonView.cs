using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Verification.Findings;

namespace Garam.CommandLine.Stores;

/// <summary>Writes for programs: a line for each finding as it is made, and the report as the last line.</summary>
internal sealed class VerificationJsonView(Screen screen) : IVerificationView
{
    public void Add(Finding finding) => JsonOutput.WriteLine(
        screen,
        new FindingDocument(
            "finding", Name(finding.Kind.Severity), Name(finding.Kind.Area), finding.Kind.Code,
            finding.Subject, finding.Detail, finding.Kind.Means, finding.Kind.Remedy),
        StoresJson.Default.FindingDocument);

    public void Complete(VerificationReport report) => JsonOutput.WriteLine(
        screen,
        new ReportDocument(
            "report", report.IsSound, report.IsDeep, report.HasMetadata ? report.Position : null,
            report.Findings.Count(Severity.Unsound), report.Findings.Count(Severity.Warning), report.Findings.Count(Severity.Note),
            report.Journal, report.Snapshots, report.Metadata, report.Segments, report.Unreferenced),
        StoresJson.Default.ReportDocument);

    public void Stop()
    {
        // Every finding is printed already.
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
