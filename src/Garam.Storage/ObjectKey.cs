using System.Buffers;
using Garam.Storage.Errors;

namespace Garam.Storage;

/// <summary>
/// The rule for keys, the same for every store: parts of <c>[A-Za-z0-9._-]</c> separated by '/', no part empty or beginning with a
/// dot. ASCII only, so that ordinal order is the same everywhere (UTF-16 here, UTF-8 on a remote store, bytes in a directory).
/// A key is never the folder of another one: where there is <c>a/b</c> there can be no object <c>a</c>.
/// </summary>
public static class ObjectKey
{
    /// <summary>The longest key that S3 allows.</summary>
    public const int LengthMax = 1024;

    /// <summary>The longest name that Linux file systems allow.</summary>
    public const int PartLengthMax = 255;

    /// <summary>A directory store keeps its lock file under this name.</summary>
    public const string ReservedPart = "lock";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string key)
    {
        if (key.Length > LengthMax)
        {
            return false;
        }

        var first = true;
        foreach (var range in key.AsSpan().Split('/'))
        {
            var part = key.AsSpan(range);
            if (!IsValidPart(part) || (first && part is ReservedPart))
            {
                return false;
            }

            first = false;
        }

        return true;
    }

    /// <summary>A wrong key is a bug or an attack on the file system below: neither may reach a store.</summary>
    public static void Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!IsValid(key))
        {
            throw new GaramException(ErrorKind.Invalid, $"'{key}' is not a valid object key");
        }
    }

    // A leading dot covers "." and "..", and keeps the stores' own hidden files out of reach.
    private static bool IsValidPart(ReadOnlySpan<char> part) =>
        part.Length is > 0 and <= PartLengthMax && part[0] != '.' && !part.ContainsAnyExcept(Allowed);
}
