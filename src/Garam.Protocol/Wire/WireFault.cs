using System.Diagnostics.CodeAnalysis;

namespace Garam.Protocol.Wire;

/// <summary>Creates the exceptions, one method per fault, which keeps the readers small enough to inline.</summary>
public static class WireFault
{
    [DoesNotReturn]
    public static void Truncated(long needed, int remaining) =>
        throw new MalformedRequestException($"{needed} bytes are needed and {remaining} are left.");

    [DoesNotReturn]
    public static void InvalidLength(string what, long length) =>
        throw new MalformedRequestException($"{length} is not a valid length of a {what}.");

    [DoesNotReturn]
    public static void InvalidCount(long count, int remaining) =>
        throw new MalformedRequestException($"An array of {count} elements cannot lie in {remaining} bytes.");

    [DoesNotReturn]
    public static void VarintTooLong() =>
        throw new MalformedRequestException("A variable-length number is longer than its type allows.");

    [DoesNotReturn]
    public static void UnexpectedNull(string what) =>
        throw new MalformedRequestException($"{what} is null and must not be.");

    [DoesNotReturn]
    public static void TooManyTags(long count) =>
        throw new MalformedRequestException($"A structure carries {count} tagged fields, more than any version of it has.");

    [DoesNotReturn]
    public static void TagSize(int tag, int excess) =>
        throw new MalformedRequestException($"Tagged field {tag} took {excess} bytes more than it announced.");

    [DoesNotReturn]
    public static void TrailingBytes(int remaining) =>
        throw new MalformedRequestException($"{remaining} bytes follow the end of the message.");

    [DoesNotReturn]
    public static void UnknownVersion(string message, short version) =>
        throw new MalformedRequestException($"{message} has no version {version}.");

    /// <summary>Reports a bug on this side, not the peer's: the field is null, and this version cannot express that.</summary>
    public static InvalidOperationException NullInVersion(string field, short version) =>
        new($"{field} is null, which version {version} cannot express.");
}
