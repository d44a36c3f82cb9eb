using Garam.Configuration;
using Garam.Hosting;
using Garam.Journal.Backends;
using Garam.Journal.Trimming;
using Garam.Metadata;
using Garam.Metrics;
using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Errors;
using Garam.Storage.Format;
using Garam.Storage.Hedging;
using Garam.Storage.Locations;
using Garam.Storage.Metering;
using Garam.Storage.Retries;
using Garam.Storage.S3;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Stores;

/// <summary>
/// Opens stores for every command: from a location to a store with what belongs around it. Metering is outside the store; second reads and
/// retries are outside the metering, so that each attempt is counted.
/// </summary>
internal static class StoreOpener
{
    /// <summary>For a process that serves.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="options">The operator's settings.</param>
    /// <param name="random">Spreads retries. The store alone draws from it.</param>
    /// <param name="meters">For requests, failures and free space.</param>
    /// <param name="logs">For the store's own log.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    /// <exception cref="GaramException">
    /// The store cannot be used: Invalid when the operator has to change something, Conflict when another process has it.
    /// </exception>
    public static async ValueTask<ServedStore> ServeAsync(
        StoreLocation location,
        ServeOptions options,
        Random random,
        MeterFactory meters,
        ILoggerFactory logs,
        CancellationToken cancellation)
    {
        var health = new WriteHealth(TimeProvider.System, logs.CreateLogger<WriteHealth>());
        var time = TimeProvider.System;
        if (location.Kind == StoreKind.Directory)
        {
            var directory = OpenDirectory(location, options, logs);
            _ = new DiskMetrics(meters, directory.Root);
            return new ServedStore(
                new MeteredObjectStore(directory, new StorageMetrics(meters), time, health), health, () => directory.OpenedAt, directory);
        }

        var bucket = await S3ObjectStore.OpenAsync(
            new S3StoreOptions { Place = location.S3 }, time, logs.CreateLogger<S3ObjectStore>(), cancellation);
        var prices = location.S3.Endpoint is null ? RequestPrices.InRegion(bucket.Region) : null;
        var metered = new MeteredObjectStore(bucket, new StorageMetrics(meters, prices), time, health);
        var hedged = new HedgedObjectStore(metered, new HedgeOptions(), time);
        return new ServedStore(
            new RetryingObjectStore(hedged, new RetryOptions(), random, time), health, () => bucket.Date, null);
    }

    /// <summary>The whole name of the store, for people and for other processes.</summary>
    public static string NameOf(StoreLocation location) =>
        location.Kind == StoreKind.Directory ? Path.GetFullPath(location.Path) : location.ToString();

    /// <summary>For a command that only looks, also beside a process that serves.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="readers">How many objects are read at once; null: as many as a server reads.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    /// <exception cref="GaramException">Invalid: there is no such store, or it cannot be read.</exception>
    public static async ValueTask<ReadStore> ReadAsync(StoreLocation location, int? readers, CancellationToken cancellation)
    {
        if (location.Kind == StoreKind.S3)
        {
            var bucket = await S3ObjectStore.OpenAsync(
                new S3StoreOptions { Place = location.S3 }, TimeProvider.System, NullLogger<S3ObjectStore>.Instance, cancellation);
            var repeating = new RetryingObjectStore(bucket, new RetryOptions(), new EntropyRandom(), TimeProvider.System);
            return new ReadStore(repeating, bucket.ListForeignNamesAsync);
        }

        var options = new DirectoryStoreOptions { Root = location.Path };
        options = readers is { } threads ? options with { ReaderThreads = threads } : options;
        var directory = ReadOnlyDirectoryStore.Open(options, StoreFormat.Key);
        return new ReadStore(directory, directory.ListForeignNamesAsync);
    }

    private static DirectoryObjectStore OpenDirectory(StoreLocation location, ServeOptions options, ILoggerFactory logs)
    {
        var settings = new DirectoryStoreOptions
        {
            Root = location.Path,
            IsShared = options.IsAgent,
            ReserveBytes = options.DiskReserve,
            ReferencedPrefixes = [SegmentId.KeyPrefix],

            // What says that a log starts later, that a segment is gone, that the journal does.
            ReservedPrefixes = [ObjectStoreJournal.Prefix, DurableFloor.Prefix],
        };
        return DirectoryObjectStore.Open(settings, logs.CreateLogger<DirectoryObjectStore>());
    }
}

/// <summary>A store that is opened for reading. Disposal closes it.</summary>
/// <param name="Objects">The store.</param>
/// <param name="ListForeignNames">Names in the place of the store that no object can have, as many as asked for at most.</param>
internal sealed record ReadStore(
    IObjectStore Objects, Func<int, CancellationToken, ValueTask<IReadOnlyList<string>>> ListForeignNames) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Objects.DisposeAsync();
}
