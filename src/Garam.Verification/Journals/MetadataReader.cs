using Garam.Journal.Replication;
using Garam.Storage;
using Garam.Verification.Findings;
using Garam.Verification.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Verification.Journals;

/// <summary>Restores the state from a store that a server may be writing to, and reports faults of journal and snapshots.</summary>
internal sealed class MetadataReader(IObjectStore store, VerificationReport report, TimeProvider time)
{
    /// <summary>A reading takes a second at most and trims are minutes apart: the second one counts, nearly always.</summary>
    private const int TrialsMax = 5;

    /// <summary>Null when no state can be restored.</summary>
    public async ValueTask<(LiveState Live, Replica Replica)?> RunAsync(CancellationToken cancellation)
    {
        var stores = JournalStores.In(store, time, NullLoggerFactory.Instance);
        for (var trials = 1; ; trials++)
        {
            var trial = new MetadataTrial(store, stores);
            var replica = await trial.RunAsync(cancellation);
            if (trial.Findings.Count > 0 && trials < TrialsMax && await trial.WasDisturbedAsync(cancellation))
            {
                continue;
            }

            report.Findings.AddRange(trial.Findings);
            (report.Journal, report.Snapshots) = (trial.Journal, trial.Snapshots);
            return replica is null
                ? null
                : (new LiveState(replica, new ReplicaSource(stores, NullLoggerFactory.Instance), !trial.IsCutShort), replica);
        }
    }
}
