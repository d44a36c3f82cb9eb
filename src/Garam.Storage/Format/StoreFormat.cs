using System.Globalization;
using System.Text;
using Garam.Storage.Errors;

namespace Garam.Storage.Format;

/// <summary>
/// The marker object that says that this is a store of Garam's, and of which format: a line of text, so that people can read it.
/// Opening a store goes through here first.
/// </summary>
public static class StoreFormat
{
    public const string Key = "garam/store";

    /// <summary>Raised when older programs could no longer make sense of the store as a whole.</summary>
    public const int Version = 1;

    private const string Magic = "garam store ";
    private const int MarkerBytesMax = 64;

    /// <summary>Probes and marks an empty store; accepts a marked one if this program understands it.</summary>
    /// <exception cref="GaramException">The store is newer than this program, is not ours, or breaks its promises.</exception>
    public static async ValueTask OpenAsync(IObjectStore store, Random random, CancellationToken cancellation)
    {
        if (await TryReadAsync(store, cancellation) is { } marker)
        {
            Check(marker);
            return;
        }

        await RefuseForeignAsync(store, cancellation);
        await new ObjectStoreProbe(store, random).RunAsync(cancellation);
        if (await store.CreateAsync(Key, Encoding.ASCII.GetBytes($"{Magic}{Version}\n"), cancellation) == PutOutcome.AlreadyExists)
        {
            // Another process was faster, perhaps a newer one.
            Check(await TryReadAsync(store, cancellation) ?? "");
        }
    }

    /// <summary>Opens a store for reading: marks and probes nothing.</summary>
    /// <exception cref="GaramException">There is no Garam store here, or one that this program does not understand.</exception>
    public static async ValueTask RequireAsync(IObjectStore store, CancellationToken cancellation) => Check(
        await TryReadAsync(store, cancellation)
        ?? throw new GaramException(ErrorKind.Invalid, $"There is no object '{Key}': this is not a Garam store"));

    private static async ValueTask<string?> TryReadAsync(IObjectStore store, CancellationToken cancellation)
    {
        var content = new byte[MarkerBytesMax];
        var read = await store.ReadAsync(Key, 0, content, cancellation);
        return read.Found ? Encoding.ASCII.GetString(content, 0, read.BytesRead) : null;
    }

    private static void Check(string marker)
    {
        if (!marker.StartsWith(Magic, StringComparison.Ordinal) || !marker.EndsWith('\n')
            || !int.TryParse(marker.AsSpan(Magic.Length).TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || version == 0)
        {
            throw new GaramException(ErrorKind.Corrupt, $"The object {Key} is damaged: it does not name a store format");
        }

        if (version > Version)
        {
            throw new GaramException(
                ErrorKind.Invalid,
                $"The store has format {version}, this program understands formats up to {Version}: use the newer program that wrote it");
        }
    }

    // Our own keys may remain from a probe that was cut short. Any other object belongs to something else, and retention would
    // one day delete from among it.
    private static async ValueTask RefuseForeignAsync(IObjectStore store, CancellationToken cancellation)
    {
        foreach (var stat in await store.ListAsync("", "", 100, cancellation))
        {
            if (!stat.Key.StartsWith("garam/", StringComparison.Ordinal))
            {
                throw new GaramException(
                    ErrorKind.Invalid, $"The store holds '{stat.Key}' but no '{Key}': it is not a Garam store. Choose an empty place");
            }
        }
    }
}
