using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Garam.Storage.S3.Access;

namespace Garam.Storage.S3.Requests;

/// <summary>
/// Signs requests with AWS Signature Version 4. The SDK's signer belongs to a path that copies and hashes each request several times. Any
/// thread.
/// </summary>
internal sealed class RequestSigner(string region)
{
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <summary>SHA-256 of no bytes.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    private DerivedKey? _derived;

    /// <summary>Adds the headers that a signature covers, and the signature.</summary>
    /// <param name="request">Its headers are sorted afterwards.</param>
    /// <param name="host">The host as it is sent, with a port that is not the scheme's.</param>
    /// <param name="payload">The content's hash in hexadecimal, or <see cref="UnsignedPayload"/>.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time, which must be the service's within 15 minutes.</param>
    public void Sign(S3Request request, string host, string payload, AccessKey key, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.With("host", host).With("x-amz-content-sha256", payload).With("x-amz-date", time);
        if (key.Token is { } token)
        {
            request.With("x-amz-security-token", token);
        }

        request.Headers.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = new StringBuilder(1024);
        text.Append(request.Method.Method).Append('\n').Append(request.Path).Append('\n').Append(request.Query).Append('\n');
        foreach (var (name, value) in request.Headers)
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        var names = string.Join(';', request.Headers.Select(static header => header.Key));
        text.Append('\n').Append(names).Append('\n').Append(payload);
        var canonicalHash = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        var date = time[..8];
        var scope = $"{date}/{region}/s3/aws4_request";
        var signed = Encoding.UTF8.GetBytes($"{Algorithm}\n{time}\n{scope}\n{canonicalHash}");
        var signature = Hex(HMACSHA256.HashData(KeyFor(key, date), signed));
        request.With("authorization", $"{Algorithm} Credential={key.Id}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    public static string Hash(ReadOnlySpan<byte> content) => Hex(SHA256.HashData(content));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>The same all day: derived once for each key and date.</summary>
    private byte[] KeyFor(AccessKey key, string date)
    {
        if (_derived is { } last && last.Key == key && last.Date == date)
        {
            return last.Bytes;
        }

        var bytes = Encoding.UTF8.GetBytes("AWS4" + key.Secret);
        foreach (var part in (string[])[date, region, "s3", "aws4_request"])
        {
            bytes = HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes(part));
        }

        _derived = new DerivedKey(key, date, bytes);
        return bytes;
    }

    private sealed record DerivedKey(AccessKey Key, string Date, byte[] Bytes);
}
