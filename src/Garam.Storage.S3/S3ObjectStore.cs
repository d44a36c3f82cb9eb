using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Garam.Protocol.Checksums;
using Garam.Storage.Errors;
using Garam.Storage.Locations;
using Garam.Storage.S3.Access;
using Garam.Storage.S3.Answers;
using Garam.Storage.S3.Requests;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.S3;

/// <summary>
/// Objects in a bucket of Amazon S3 or of a service that speaks its protocol. A create is one PUT with <c>If-None-Match: *</c>, sent once:
/// only a service that keeps this condition under races can hold a store. Any thread.
/// <para>
/// A create of unknown outcome throws Unavailable or Throttled. Every object carries its CRC-32C as metadata, by which a caller can tell
/// whether an object is its own (<see cref="StoredContent"/>).
/// </para>
/// </summary>
public sealed class S3ObjectStore : IObjectStore
{
    private const int ListLengthMax = 1000;

    private readonly S3Location _place;
    private readonly S3Connection _connection;
    private readonly Refusal _refusal;
    private readonly string _keyPrefix;

    internal S3ObjectStore(S3StoreOptions options, string region, IAccessKeys keys, TimeProvider time)
    {
        (_place, Region) = (options.Place, region);
        _connection = new S3Connection(options, region, keys, time);
        _refusal = new Refusal(_connection.Service, _place.Bucket, () => _connection.Date, time);
        _keyPrefix = _place.Prefix.Length == 0 ? "" : _place.Prefix + "/";
    }

    public int Alignment => 1;

    public string Region { get; }

    /// <summary>The clock of the service by its last answer; null before the first one.</summary>
    public DateTimeOffset? Date => _connection.Date;

    /// <summary>Finds credentials and region. Sends nothing to the service.</summary>
    /// <exception cref="GaramException">Invalid: there are no credentials, or no region.</exception>
    public static async ValueTask<S3ObjectStore> OpenAsync(
        S3StoreOptions options, TimeProvider time, ILogger<S3ObjectStore> logger, CancellationToken cancellation)
    {
        var keys = new RenewedAccessKeys(AwsChain.IssueAsync, time, logger);
        _ = await keys.CurrentAsync(cancellation);
        return new S3ObjectStore(options, AwsChain.RegionOf(options.Place), keys, time);
    }

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        CreateAsync(key, content, null, cancellation);

    public async ValueTask<PutOutcome> CreateAsync(
        string key, ReadOnlyMemory<byte> content, Func<uint>? checksum, CancellationToken cancellation)
    {
        ObjectKey.Check(key);
        cancellation.ThrowIfCancellationRequested();
        var request = Request(HttpMethod.Put, key, "s3:PutObject", content.Length)
            .With("if-none-match", "*").WithChecksum(checksum?.Invoke() ?? Crc32C.Compute(content.Span)).EncryptedFor(_place);
        var body = new LentContent(content);
        try
        {
            return await _connection.AskAsync(
                request,
                body,
                async (answer, token) => answer.StatusCode switch
                {
                    HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent => PutOutcome.Created,
                    HttpStatusCode.PreconditionFailed => PutOutcome.AlreadyExists,
                    _ => throw await _refusal.OfAsync(request, answer, token),
                },
                cancellation);
        }
        finally
        {
            await body.TakeBackAsync();
        }
    }

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        ObjectKey.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        cancellation.ThrowIfCancellationRequested();
        if (destination.IsEmpty)
        {
            return await StatAsync(key, cancellation) is null ? ReadOutcome.Missing : new ReadOutcome(true, 0);
        }

        var last = long.MaxValue - position < destination.Length ? long.MaxValue : position + destination.Length - 1;
        var request = Request(HttpMethod.Get, key, "s3:GetObject", destination.Length)
            .With("range", string.Create(CultureInfo.InvariantCulture, $"bytes={position}-{last}"));
        return await _connection.AskAsync(
            request,
            null,
            async (answer, token) => answer.StatusCode switch
            {
                HttpStatusCode.PartialContent => await FillAsync(answer, destination, token),
                HttpStatusCode.OK when position == 0 => await FillAsync(answer, destination, token),
                HttpStatusCode.OK => throw new GaramException(
                    ErrorKind.Invalid, $"{_connection.Service} ignores ranges: a store needs a service that keeps them"),
                HttpStatusCode.RequestedRangeNotSatisfiable => new ReadOutcome(true, 0),
                _ when await IsMissingAsync(answer, token) => ReadOutcome.Missing,
                _ => throw await _refusal.OfAsync(request, answer, token),
            },
            cancellation);
    }

    /// <remarks>A missing bucket looks like a missing object here, because the answer has no body.</remarks>
    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        ObjectKey.Check(key);
        cancellation.ThrowIfCancellationRequested();
        var request = Request(HttpMethod.Head, key, "s3:GetObject", 0);
        return await _connection.AskAsync<ObjectStat?>(
            request,
            null,
            async (answer, token) => answer.StatusCode switch
            {
                HttpStatusCode.OK => new ObjectStat(key, answer.Content.Headers.ContentLength ?? 0)
                {
                    Checksum = ObjectChecksum.Of(answer),
                },
                HttpStatusCode.NotFound => null,
                _ => throw await _refusal.OfAsync(request, answer, token),
            },
            cancellation);
    }

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        List<ObjectStat> found = [];
        await foreach (var page in PagesAsync(prefix, startAfter, () => Math.Min(limit - found.Count, ListLengthMax), cancellation))
        {
            found.AddRange(page.Objects.Where(static stat => ObjectKey.IsValid(stat.Key)));
            if (found.Count >= limit)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Names under the store's prefix that no object of a store can have, as folders that consoles make have.</summary>
    public async ValueTask<IReadOnlyList<string>> ListForeignNamesAsync(int limit, CancellationToken cancellation)
    {
        List<string> found = [];
        await foreach (var page in PagesAsync("", "", static () => ListLengthMax, cancellation))
        {
            found.AddRange(page.Objects.Select(static stat => stat.Key).Where(static key => !ObjectKey.IsValid(key)));
            if (found.Count >= limit)
            {
                break;
            }
        }

        return found.Count > limit ? found[..limit] : found;
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var key in keys)
        {
            ObjectKey.Check(key);
        }

        foreach (var some in keys.Chunk(DeleteAnswer.KeysMax))
        {
            await (some is [var only] ? DeleteOneAsync(only, cancellation) : DeleteManyAsync(some, cancellation));
        }
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<ReadOutcome> FillAsync(
        HttpResponseMessage answer, Memory<byte> destination, CancellationToken cancellation)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        var read = await stream.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellation);
        return new ReadOutcome(true, read);
    }

    private static async ValueTask<bool> IsMissingAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        answer.StatusCode == HttpStatusCode.NotFound && (await ErrorBody.ReadAsync(answer, cancellation)).Code is "NoSuchKey";

    private S3Request Request(HttpMethod method, string key, string permission, long bytes) =>
        new(method, _connection.PathOf(_keyPrefix + key), "", permission, _keyPrefix + key) { Bytes = bytes };

    private S3Request BucketRequest(HttpMethod method, string query, string permission, string subject) =>
        new(method, _connection.PathOf(""), query, permission, subject) { Bytes = ListPage.BytesMax };

    /// <summary>Every page starts after the last key of the one before: no token has to be remembered.</summary>
    /// <param name="length">Returns the most objects that the next page may have.</param>
    private async IAsyncEnumerable<ListPage> PagesAsync(
        string prefix, string after, Func<int> length, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var isMore = true; isMore;)
        {
            var page = await ListPageAsync(prefix, after, length(), cancellation);
            yield return page;
            isMore = page.IsTruncated && page.Objects.Count > 0;
            after = isMore ? page.Objects[^1].Key : after;
        }
    }

    /// <summary>Keys in the answer are the store's own.</summary>
    private async ValueTask<ListPage> ListPageAsync(string prefix, string after, int limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"encoding-type=url&list-type=2&max-keys={limit}&prefix={Uri.EscapeDataString(_keyPrefix + prefix)}");
        query += after.Length == 0 ? "" : $"&start-after={Uri.EscapeDataString(_keyPrefix + after)}";
        var request = BucketRequest(HttpMethod.Get, query, "s3:ListBucket", _keyPrefix + prefix);
        var page = await _connection.AskAsync(
            request,
            null,
            async (answer, token) => ListPage.Parse(await BodyAsync(request, answer, ListPage.BytesMax, token)),
            cancellation);
        return page with { Objects = [.. page.Objects.Select(stat => stat with { Key = stat.Key[_keyPrefix.Length..] })] };
    }

    private async ValueTask DeleteOneAsync(string key, CancellationToken cancellation)
    {
        var request = Request(HttpMethod.Delete, key, "s3:DeleteObject", 0);
        await _connection.AskAsync(
            request,
            null,
            async (answer, token) => answer.IsSuccessStatusCode || await IsMissingAsync(answer, token)
                ? true
                : throw await _refusal.OfAsync(request, answer, token),
            cancellation);
    }

    [SuppressMessage("Security", "CA5351", Justification = "The protocol wants it against damage on the way, not against attackers.")]
    private async ValueTask DeleteManyAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        var content = DeleteAnswer.RequestOf(keys.Select(key => _keyPrefix + key));
        var body = new LentContent(content);

        // Newer checksums would do for Amazon, but not for every service.
        body.Headers.ContentMD5 = MD5.HashData(content);
        var request = BucketRequest(HttpMethod.Post, "delete=", "s3:DeleteObject", "several objects");
        await _connection.AskAsync(
            request,
            body,
            async (answer, token) =>
                DeleteAnswer.FirstFault(await BodyAsync(request, answer, DeleteAnswer.BytesMax, token)) is { } error
                    ? throw _refusal.Of(request with { Subject = error.Key }, HttpStatusCode.InternalServerError, error)
                    : true,
            cancellation);
    }

    /// <summary>Returns the whole body of an answer to a request that was done.</summary>
    private async ValueTask<Stream> BodyAsync(
        S3Request request, HttpResponseMessage answer, int bytesMax, CancellationToken cancellation)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await _refusal.OfAsync(request, answer, cancellation);
        }

        await answer.Content.LoadIntoBufferAsync(bytesMax, cancellation);
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }
}
