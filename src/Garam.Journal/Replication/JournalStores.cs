using Garam.Journal.Backends;
using Garam.Journal.Ends;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;

namespace Garam.Journal.Replication;

/// <summary>Everything that is stored of one virtual cluster's journal.</summary>
public sealed record JournalStores(IJournalBackend Entries, SnapshotStore Snapshots, SkipRecordStore Skips, DurableFloor Floor, SegmentBirths Births);
