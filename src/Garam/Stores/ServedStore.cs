using System.Globalization;
using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Metering;

namespace Garam.Stores;

/// <summary>The store of a process that serves. Any thread may use it; disposal closes it.</summary>
/// <param name="objects">The store with everything around it. Owned.</param>
/// <param name="health">Told by <paramref name="objects"/> how creates end.</param>
/// <param name="date">Returns the store's own clock, where it is known.</param>
/// <param name="directory">The directory that <paramref name="objects"/> stands on; null on a bucket.</param>
internal sealed class ServedStore(
    IObjectStore objects, WriteHealth health, Func<DateTimeOffset?> date, DirectoryObjectStore? directory) : IAsyncDisposable
{
    /// <summary>The store for reads and writes of the node, metered.</summary>
    public IObjectStore Objects { get; } = objects;

    /// <summary>
    /// The time on the store's own clock: this machine's or a file server's when a directory was opened, a service's by its last answer.
    /// </summary>
    public DateTimeOffset? Date => date();

    /// <summary>Why nothing can be written at the moment; null when it can.</summary>
    public string? Obstacle => directory is { IsShortOfRoom: true }
        ? "not writable: the disk is full"
        : health.Fault is { } fault ? $"not writable: {fault}" : null;

    /// <summary>Tries whether a store that could not be written to works again, and does nothing while writes work.</summary>
    /// <exception cref="Storage.Errors.GaramException">It does not.</exception>
    public async ValueTask ProbeAsync(Random random, CancellationToken cancellation)
    {
        if (directory is { IsShortOfRoom: true })
        {
            _ = await directory.TryRecoverRoomAsync(cancellation);
        }
        else if (health.Fault is not null)
        {
            // Under a name of its own, as the probe of a new store: what a killed process leaves is known and empty.
            var key = string.Create(CultureInfo.InvariantCulture, $"garam/probe-{random.NextInt64():x16}-write");
            _ = await Objects.CreateAsync(key, ReadOnlyMemory<byte>.Empty, cancellation);
            await Objects.DeleteAsync([key], cancellation);
        }
    }

    public ValueTask DisposeAsync() => Objects.DisposeAsync();
}
