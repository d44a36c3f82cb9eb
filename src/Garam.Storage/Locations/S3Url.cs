using System.Text.RegularExpressions;
using Garam.Storage.Errors;

namespace Garam.Storage.Locations;

/// <summary>Reads <c>s3://bucket/prefix?endpoint=…&amp;region=…&amp;path-style=…&amp;sse=…&amp;kms-key=…</c>.</summary>
internal static partial class S3Url
{
    private const string Scheme = "s3://";
    private const string Example = "s3://bucket/prefix?endpoint=https://host:9000&region=eu-west-1";

    /// <summary>Buckets of this name list their objects in no order, on which the journal rests.</summary>
    private const string DirectoryBucketSuffix = "--x-s3";

    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="GaramException">Invalid: with the part that is wrong and what it may be.</exception>
    public static S3Location Parse(string text)
    {
        var rest = text[Scheme.Length..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var (place, query) = question < 0 ? (rest, "") : (rest[..question], rest[(question + 1)..]);
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var (bucket, prefix) = slash < 0 ? (place, "") : (place[..slash], place[(slash + 1)..]);
        CheckBucket(bucket);
        prefix = prefix.TrimEnd('/');
        if (prefix.Length > 0 && !ObjectKey.IsValid(prefix))
        {
            throw Wrong($"the prefix '{prefix}' may have letters, digits, '.', '_' and '-' between single slashes");
        }

        var parameters = ParametersOf(query);
        var endpoint = parameters.TryGetValue("endpoint", out var address) ? EndpointOf(address) : null;
        var encryption = parameters.TryGetValue("sse", out var sse) ? EncryptionOf(sse) : S3Encryption.BucketDefault;
        var kmsKey = parameters.GetValueOrDefault("kms-key");
        if (kmsKey is not null && encryption != S3Encryption.Kms)
        {
            throw Wrong("kms-key= needs sse=aws:kms");
        }

        return new S3Location
        {
            Bucket = bucket,
            Prefix = prefix,
            Endpoint = endpoint,
            Region = parameters.TryGetValue("region", out var region) ? RegionOf(region) : null,
            IsPathStyle = parameters.TryGetValue("path-style", out var style) ? IsTrue(style) : IsPathStyleByDefault(endpoint, bucket),
            Encryption = encryption,
            KmsKey = kmsKey,
        };
    }

    /// <summary>
    /// Other services seldom have a name for each bucket, and Amazon's certificate does not match a bucket's name with dots.
    /// </summary>
    private static bool IsPathStyleByDefault(Uri? endpoint, string bucket) =>
        endpoint is not null || bucket.Contains('.', StringComparison.Ordinal);

    private static void CheckBucket(string bucket)
    {
        if (!Bucket().IsMatch(bucket))
        {
            throw Wrong($"'{bucket}' is not the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens");
        }

        if (bucket.EndsWith(DirectoryBucketSuffix, StringComparison.Ordinal))
        {
            throw Wrong($"'{bucket}' is a directory bucket, whose lists have no order: use a general-purpose bucket");
        }
    }

    private static Dictionary<string, string> ParametersOf(string query)
    {
        string[] known = ["endpoint", "region", "path-style", "sse", "kms-key"];
        var parameters = new Dictionary<string, string>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..]));
            if (!known.Contains(name))
            {
                throw Wrong($"there is no parameter '{name}': there are {string.Join(", ", known)}");
            }

            if (value.Length == 0)
            {
                throw Wrong($"{name}= has no value");
            }

            if (!parameters.TryAdd(name, value))
            {
                throw Wrong($"{name}= is given twice");
            }
        }

        return parameters;
    }

    private static Uri EndpointOf(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw Wrong($"endpoint={value} is not http://HOST:PORT or https://HOST:PORT");

    private static string RegionOf(string value) =>
        Region().IsMatch(value) ? value : throw Wrong($"region={value} is not the name of a region, such as eu-west-1");

    private static bool IsTrue(string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong($"path-style={value} is neither true nor false"),
    };

    private static S3Encryption EncryptionOf(string value) => value switch
    {
        "AES256" => S3Encryption.Aes256,
        "aws:kms" => S3Encryption.Kms,
        _ => throw Wrong($"sse={value} is neither AES256 nor aws:kms"),
    };

    private static GaramException Wrong(string what) =>
        new(ErrorKind.Invalid, $"The URL of the store is wrong: {what}. An example is {Example}");

    // An address in the place of the bucket is a usual mistake, and matches otherwise.
    [GeneratedRegex(@"^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex Bucket();

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Region();
}
