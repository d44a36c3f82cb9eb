using Garam.Storage.Errors;

namespace Garam.Storage.Locations;

/// <summary>
/// Where a store is, as an operator names it: a path, or a URL such as <c>file:///var/lib/garam</c>. A kind of store is added here, with
/// what is different about it, and in the opener of stores.
/// </summary>
public sealed record StoreLocation
{
    private StoreLocation(StoreKind kind, string path) => (Kind, Path) = (kind, path);

    public StoreKind Kind { get; }

    /// <summary>The path of a directory, in the words of the operator.</summary>
    public string Path { get; }

    /// <summary>
    /// One process at a time has the store, proven by a lock. Then no other leader can live, and nobody waits for a lease to end.
    /// </summary>
    public bool IsExclusive => Kind == StoreKind.Directory;

    /// <summary>
    /// Single requests fail and succeed when they are repeated, as over a network. What a local disk refuses it refuses again at once.
    /// </summary>
    public bool NeedsRetries => Kind != StoreKind.Directory;

    public static StoreLocation OfDirectory(string path) => new(StoreKind.Directory, path);

    /// <exception cref="GaramException">
    /// Invalid: the text is not the URL of a store that this program can open. The message says what is.
    /// </exception>
    public static StoreLocation ParseUrl(string text)
    {
        // A plain path of this or of another system (C:\data) is a URI to the runtime, too.
        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new GaramException(
                ErrorKind.Invalid, $"{text} is not a URL: file:///var/lib/garam is one, and --data takes a plain path.");
        }

        return url.IsFile && url.Host.Length == 0
            ? OfDirectory(url.LocalPath)
            : throw new GaramException(
                ErrorKind.Invalid, $"{url.Scheme}:// is not supported yet: use --data DIR, or --bucket file:///DIR.");
    }

    public override string ToString() => Path;
}

public enum StoreKind
{
    /// <summary>A directory of a Linux file system.</summary>
    Directory,
}
