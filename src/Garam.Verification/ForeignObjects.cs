using Garam.Journal.Backends;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Metadata;
using Garam.Storage;
using Garam.Storage.Format;
using Garam.Verification.Findings;

namespace Garam.Verification;

/// <summary>Finds what lies beside the folders of a store, without listing these.</summary>
internal sealed class ForeignObjects(IObjectStore store, VerificationReport report)
{
    /// <summary>In ordinal order, as keys are listed. The probes of a start that was cut short lie under the first.</summary>
    private static readonly string[] Folders =
    [
        StoreFormat.Key[..(StoreFormat.Key.IndexOf('/') + 1)],
        DurableFloor.Prefix,
        ObjectStoreJournal.Prefix,
        SegmentId.KeyPrefix,
        SkipRecordStore.Prefix,
        SnapshotKeys.Prefix,
    ];

    private const int PageObjects = 1_000;

    /// <summary>The most names to list that are not keys: more of them tell an operator nothing new.</summary>
    private const int NamesMax = 1_000;

    public async ValueTask RunAsync(Func<int, CancellationToken, ValueTask<IReadOnlyList<string>>>? names, CancellationToken cancellation)
    {
        await ListAsync(cancellation);
        foreach (var name in names is null ? [] : await names(NamesMax, cancellation))
        {
            report.Unreferenced.Foreign.Add(0);
            report.Findings.Add(new Finding(FindingKinds.Foreign, name, "No object can have this name."));
        }
    }

    private async ValueTask ListAsync(CancellationToken cancellation)
    {
        var after = "";
        while (true)
        {
            var page = await store.ListAsync("", after, PageObjects, cancellation);
            var skipped = page.Count;
            for (var i = 0; i < skipped; i++)
            {
                if (Array.Find(Folders, folder => page[i].Key.StartsWith(folder, StringComparison.Ordinal)) is { } known)
                {
                    // '0' follows '/': the next page begins after everything in this folder.
                    (after, skipped) = (known[..^1] + "0", i);
                }
                else
                {
                    Report(page[i]);
                    after = page[i].Key;
                }
            }

            if (skipped == page.Count && page.Count < PageObjects)
            {
                return;
            }
        }
    }

    private void Report(ObjectStat stat)
    {
        report.Unreferenced.Foreign.Add(stat.Size);
        report.Findings.Add(new Finding(FindingKinds.Foreign, stat.Key, $"{stat.Size} bytes in no folder of a store."));
    }
}
