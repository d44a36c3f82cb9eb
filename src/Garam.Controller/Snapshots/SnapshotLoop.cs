using System.Threading.Channels;
using Garam.Controller.Leadership;
using Garam.Controller.Metrics;
using Garam.Journal.Backends;
using Garam.Journal.Replication;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Metadata;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Controller.Snapshots;

/// <summary>
/// Cuts a snapshot after a number of entries or bytes while this process leads, and trims the journal below the snapshot before. It is
/// written while further entries are applied. Owner: the composition root, which awaits <see cref="RunAsync"/>.
/// </summary>
public sealed partial class SnapshotLoop : IApplyObserver
{
    private readonly LeaderContext _context;
    private readonly Leader _leader;
    private readonly SnapshotOptions _options;
    private readonly ControllerMetrics _metrics;
    private readonly ILogger<SnapshotLoop> _logger;
    private readonly JournalTrimmer _trimmer;
    private readonly Channel<bool> _due =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long _lastSequence;
    private long _lastBytes;
    private long _lastSize;

    public SnapshotLoop(
        LeaderContext context, Leader leader, SnapshotOptions options, ControllerMetrics metrics, ILogger<SnapshotLoop> logger)
    {
        (_context, _leader, _options, _metrics, _logger) = (context, leader, options, metrics, logger);
        _trimmer = new JournalTrimmer(context.Stores.Entries, context.Stores.Floor);
        (_lastSequence, _lastSize) = (context.Replica.RestoredSequence, context.Replica.RestoredBytes);
        if (_lastSequence > 0)
        {
            metrics.SnapshotRestored(_lastSequence, context.Replica.RestoredTimestampMs);
        }

        context.Replica.Observe(this);
    }

    public void OnApplied(long sequence, ApplyEffects effects)
    {
        if (IsDue(sequence))
        {
            _due.Writer.TryWrite(true);
        }
    }

    public void OnRestored(long sequence)
    {
        Volatile.Write(ref _lastSequence, sequence);
        Volatile.Write(ref _lastBytes, _context.Replica.AppliedBytes);
        Volatile.Write(ref _lastSize, _context.Replica.RestoredBytes);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await _due.Reader.WaitToReadAsync(stopping))
            {
                _due.Reader.TryRead(out _);
                if (_leader.IsLeading && IsDue(_context.Replica.AppliedSequence))
                {
                    await TrySnapshotAsync(stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The journal holds everything: nothing is lost by stopping in the middle.
        }
    }

    /// <summary>
    /// Cuts, writes and reads back one snapshot, then trims below the previous one. A fault while trimming is logged and left to the next
    /// snapshot: this one is good.
    /// </summary>
    public async ValueTask SnapshotAsync(CancellationToken cancellation)
    {
        var stores = _context.Stores;
        var started = _context.Time.GetTimestamp();
        var (header, cut) = _context.Replica.Cut(await stores.Floor.ReadAsync(cancellation));
        using var owned = cut;
        var bytes = _context.Replica.AppliedBytes;
        var manifest = await stores.Snapshots.WriteAsync(header, cut.ReadChunks(), cancellation);
        Volatile.Write(ref _lastSequence, header.Sequence);
        Volatile.Write(ref _lastBytes, bytes);
        Volatile.Write(ref _lastSize, manifest.Chunks.Sum(static chunk => (long)chunk.Length));
        _metrics.SnapshotWritten(header.Sequence, _context.Time.GetElapsedTime(started));

        var trimmed = 0;
        try
        {
            trimmed = await TrimAsync(header, cancellation);
        }
        catch (GaramException fault)
        {
            Log.TrimFailed(_logger, fault);
        }

        Log.SnapshotWritten(_logger, header.Sequence, trimmed);
    }

    private async ValueTask<int> TrimAsync(SnapshotHeader header, CancellationToken cancellation)
    {
        // The newest snapshot may yet turn out to be unreadable: the one before and the entries after it stay.
        var stores = _context.Stores;
        if (await stores.Snapshots.PreviousWholeAsync(header.Sequence, cancellation) is not (var previous and > 0))
        {
            return 0;
        }

        var (trimmed, unreadable) = await _trimmer.TrimAsync(previous + 1, header, cancellation);
        _metrics.Trimmed(trimmed);
        if (unreadable.Count > 0)
        {
            Log.EntriesUnreadable(_logger, unreadable.Count, ObjectStoreJournal.KeyOf(unreadable[0]));
        }

        await stores.Snapshots.DeleteOldAsync(cancellation);
        return trimmed;
    }

    private async ValueTask TrySnapshotAsync(CancellationToken stopping)
    {
        try
        {
            await SnapshotAsync(stopping);
        }
        catch (GaramException fault)
        {
            Log.SnapshotFailed(_logger, fault);
            await Task.Delay(_options.RetryDelay, _context.Time, stopping);
            _due.Writer.TryWrite(true);
        }
    }

    private bool IsDue(long sequence) =>
        sequence - Volatile.Read(ref _lastSequence) >= _options.EntriesMax
        || _context.Replica.AppliedBytes - Volatile.Read(ref _lastBytes) >= _options.EntryBytesDue(Volatile.Read(ref _lastSize));

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Information, "Wrote a snapshot at journal entry {Sequence} and trimmed {Trimmed} older entries.")]
        public static partial void SnapshotWritten(ILogger logger, long sequence, int trimmed);

        [LoggerMessage(4021, LogLevel.Error,
            "A snapshot could not be written and is tried again. The journal is not trimmed until one succeeds.")]
        public static partial void SnapshotFailed(ILogger logger, Exception fault);

        [LoggerMessage(4022, LogLevel.Warning,
            "Older journal entries or snapshots could not be deleted. This is tried again after the next snapshot.")]
        public static partial void TrimFailed(ILogger logger, Exception fault);

        [LoggerMessage(4023, LogLevel.Warning,
            "{Count} journal entries below the floor cannot be read, the first of them {First}. They are kept, because they may "
            + "be claims of leaders. A start never reads them.")]
        public static partial void EntriesUnreadable(ILogger logger, int count, string first);
    }
}

public sealed class SnapshotOptions
{
    /// <summary>
    /// Entries after which a snapshot is cut. A restart replays at most about twice as many: from a directory in well under a second, from
    /// a bucket 128 in each of its round trips.
    /// </summary>
    public long EntriesMax { get; init; } = 4_096;

    /// <summary>
    /// Bytes of entries after which one is cut, whichever comes first, because a restart has to read them. See <see cref="EntryBytesDue"/>.
    /// </summary>
    public long EntryBytesMin { get; init; } = 16 * 1024 * 1024;

    /// <summary>The wait after a fault of the store. The journal only grows meanwhile.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// With a large state a snapshot waits for half of its own size in entries: what is written for snapshots stays in proportion to what
    /// is written to the journal, and a restart reads at most half as much again.
    /// </summary>
    public long EntryBytesDue(long lastSnapshotBytes) => Math.Max(EntryBytesMin, lastSnapshotBytes / 2);
}
