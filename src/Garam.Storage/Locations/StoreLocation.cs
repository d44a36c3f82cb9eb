using Garam.Storage.Errors;

namespace Garam.Storage.Locations;

/// <summary>
/// Where a store is, as an operator names it: a path, or a URL such as <c>file:///var/lib/garam</c> or <c>s3://bucket/prefix</c>. A kind of
/// store is added here, with what is different about it, and in the opener of stores.
/// </summary>
public sealed record StoreLocation
{
    private readonly string? _path;
    private readonly S3Location? _s3;

    private StoreLocation(StoreKind kind, string? path, S3Location? s3) => (Kind, _path, _s3) = (kind, path, s3);

    public StoreKind Kind { get; }

    /// <summary>The path of a directory, in the words of the operator.</summary>
    public string Path => _path ?? throw new InvalidOperationException($"{this} is not a directory");

    public S3Location S3 => _s3 ?? throw new InvalidOperationException($"{this} is not a bucket");

    /// <summary>
    /// One process at a time has the store, proven by a lock. Then no other leader can live, and nobody waits for a lease to end.
    /// </summary>
    public bool IsExclusive => Kind == StoreKind.Directory;

    public static StoreLocation OfDirectory(string path) => new(StoreKind.Directory, path, null);

    public static StoreLocation OfS3(S3Location place) => new(StoreKind.S3, null, place);

    /// <summary>The text names a bucket, or an object in one, rather than a path.</summary>
    public static bool IsInBucket(string text) => S3Url.IsOne(text);

    /// <exception cref="GaramException">
    /// Invalid: the text is not the URL of a store that this program can open. The message says what is.
    /// </exception>
    public static StoreLocation ParseUrl(string text)
    {
        if (IsInBucket(text))
        {
            return OfS3(S3Url.Parse(text));
        }

        // A plain path of this or of another system (C:\data) is a URI to the runtime, too.
        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new GaramException(
                ErrorKind.Invalid,
                $"{text} is not a URL: file:///var/lib/garam and s3://bucket/prefix are, and --data takes a plain path.");
        }

        return url.IsFile && url.Host.Length == 0
            ? OfDirectory(url.LocalPath)
            : throw new GaramException(
                ErrorKind.Invalid, $"{url.Scheme}:// is not supported: use --data DIR, file:///DIR or s3://BUCKET/PREFIX.");
    }

    /// <summary>The store's name for messages and metrics; a directory in the operator's words.</summary>
    public override string ToString() => _path ?? _s3!.ToString();
}

public enum StoreKind
{
    /// <summary>A directory of a Linux file system.</summary>
    Directory,

    /// <summary>A bucket of a service that speaks S3.</summary>
    S3,
}
