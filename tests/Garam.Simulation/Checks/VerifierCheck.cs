using Garam.Simulation.Scheduling;
using Garam.Storage;
using Garam.Verification;
using Garam.Verification.Findings;

namespace Garam.Simulation.Checks;

/// <summary>
/// Runs the checks of <c>garam verify --deep</c>, which must find the store sound: at the end, and at any moment while nodes write to it,
/// die and trim.
/// </summary>
internal static class VerifierCheck
{
    public static async Task RunAsync(IObjectStore objects, SimulatedProcess process)
    {
        var faults = new List<string>();
        var verifier = new StoreVerifier(objects, new VerificationOptions { IsDeep = true, ReadersMax = 2 }, process.Time);
        var report = await verifier.RunAsync(
            finding =>
            {
                if (finding.Kind.Severity != Severity.Note)
                {
                    faults.Add($"{finding.Kind.Code} {finding.Subject}: {finding.Detail}");
                }
            },
            CancellationToken.None);
        process.Tell(
            $"verified at journal entry {report.Position}: {report.Segments.Checked} segments, {report.Segments.Batches} batches, "
                + $"{report.Segments.WentAway} went away, {report.Unreferenced.CommittedSince.Count} were committed since");
        if (faults.Count > 0)
        {
            throw new SimulationException(
                $"The verifier finds the store unsound at journal entry {report.Position}. {string.Join(" | ", faults)}");
        }
    }
}
