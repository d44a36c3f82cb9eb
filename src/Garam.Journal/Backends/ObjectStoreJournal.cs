using System.Globalization;
using Garam.Journal.Entries;
using Garam.Journal.Objects;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Journal.Backends;

/// <summary>
/// The journal as objects <c>journal/{sequence:D20}</c>. Holds no state but what it has told of faults; callers may be concurrent. An
/// append whose outcome is unknown is repeated with identical bytes until the number is read back: "absent" settles nothing, because the
/// first attempt may still land, and a refused create may have been refused by our own earlier attempt.
/// </summary>
public sealed partial class ObjectStoreJournal(
    IObjectStore store, ObjectStoreJournalOptions options, TimeProvider time, ILogger<ObjectStoreJournal> logger)
    : IJournalBackend
{
    public const string Prefix = "journal/";

    private readonly Backoff _backoff = new(options.RepeatDelayMin, options.RepeatDelayMax);
    private readonly FaultStreak _faults = new(time);

    public static string KeyOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D20}");

    public async ValueTask<AppendOutcome> AppendAsync(long sequence, ReadOnlyMemory<byte> entry, CancellationToken cancellation)
    {
        for (var failures = 0; ;)
        {
            try
            {
                var created = await store.CreateAsync(KeyOf(sequence), entry, cancellation) == PutOutcome.Created;
                var isOurs = created || await IsStoredAsync(sequence, entry, cancellation);
                if (_faults.Worked() is > 0 and var ended)
                {
                    Log.AppendWorks(logger, ended);
                }

                return !isOurs ? AppendOutcome.Taken : created && failures == 0 ? AppendOutcome.Appended : AppendOutcome.AppendedByRepeat;
            }
            catch (GaramException fault) when (MayBeRepeated(fault.Kind))
            {
                if (_faults.Failed() is > 0 and var count)
                {
                    Log.AppendUnsettled(logger, sequence, fault.Kind, count, fault);
                }
            }

            await Task.Delay(_backoff.After(++failures), time, cancellation);
        }
    }

    /// <summary>
    /// Reads a damaged entry once more, because a bit that flips in transit is not in the object. This checks the sum only. The decoder
    /// checks the entry again and names the fault, because the leader's own entries and other backends do not pass through here.
    /// </summary>
    public async ValueTask<byte[]?> ReadAsync(long sequence, CancellationToken cancellation)
    {
        var entry = await store.ReadWholeAsync(KeyOf(sequence), JournalEntryCodec.EntryBytesMax, cancellation);
        return entry is null || JournalEntryCodec.IsSound(entry)
            ? entry
            : await store.ReadWholeAsync(KeyOf(sequence), JournalEntryCodec.EntryBytesMax, cancellation);
    }

    public async ValueTask<IReadOnlyList<ListedEntry>> ListAsync(long after, int limit, CancellationToken cancellation)
    {
        var found = await store.ListAsync(Prefix, KeyOf(after), limit, cancellation);
        var entries = new ListedEntry[found.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new ListedEntry(SequenceOf(found[i].Key), found[i].Size);
        }

        return entries;
    }

    public async ValueTask DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellation)
    {
        var keys = new string[sequences.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = KeyOf(sequences[i]);
        }

        await store.DeleteAsync(keys, cancellation);
    }

    /// <summary>
    /// An operator can free a full disk (Invalid) while the append waits. A create that a repeat could settle never ends with Corrupt,
    /// Fenced or Internal.
    /// </summary>
    private static bool MayBeRepeated(ErrorKind kind) =>
        kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Conflict or ErrorKind.Invalid;

    private async ValueTask<bool> IsStoredAsync(long sequence, ReadOnlyMemory<byte> entry, CancellationToken cancellation)
    {
        // Missing after it was refused: it was trimmed in between, and only a newer leader trims what we have not finished.
        var stored = await ReadAsync(sequence, cancellation);
        return stored is not null && stored.AsSpan().SequenceEqual(entry.Span);
    }

    private static long SequenceOf(string key) =>
        long.TryParse(key.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw new GaramException(ErrorKind.Corrupt, $"{key} is not the name of a journal entry.");

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning,
            "It is unknown whether journal entry {Sequence} was stored ({Kind}). Sending the same bytes again ({Count} such attempts "
                + "since the last message).")]
        public static partial void AppendUnsettled(ILogger logger, long sequence, ErrorKind kind, int count, Exception fault);

        [LoggerMessage(3002, LogLevel.Information, "Journal entries can be stored again after {Count} failed attempts.")]
        public static partial void AppendWorks(ILogger logger, int count);
    }
}

public sealed class ObjectStoreJournalOptions
{
    /// <summary>The first pause after an answer was lost: long enough for a dropped connection to be replaced.</summary>
    public TimeSpan RepeatDelayMin { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest pause: a store that is back should be noticed while clients still retry.</summary>
    public TimeSpan RepeatDelayMax { get; init; } = TimeSpan.FromSeconds(2);
}
