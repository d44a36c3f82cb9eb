using Garam.Storage.Locations;

namespace Garam.Storage.S3.Requests;

/// <summary>One request before it is signed.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Escaped, from the leading slash.</param>
/// <param name="Query">Escaped, sorted by name, without a question mark. Every name has an equals sign after it.</param>
/// <param name="Permission">The permission that it needs, for people.</param>
/// <param name="Subject">The key or prefix that it is about, for people.</param>
internal sealed record S3Request(HttpMethod Method, string Path, string Query, string Permission, string Subject)
{
    /// <summary>Names in lower case. All of them are signed, so that nothing on the way can take one out.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>The bytes that travel one way or the other, for the time-out.</summary>
    public long Bytes { get; init; }

    public S3Request With(string header, string value)
    {
        Headers.Add(new(header, value));
        return this;
    }

    /// <summary>
    /// Asks for the encryption that the operator wants. A bucket key makes one call of the key service do for many objects.
    /// </summary>
    public S3Request EncryptedFor(S3Location place)
    {
        if (place.Encryption == S3Encryption.BucketDefault)
        {
            return this;
        }

        With("x-amz-server-side-encryption", place.Encryption == S3Encryption.Kms ? "aws:kms" : "AES256");
        if (place.Encryption == S3Encryption.Kms)
        {
            With("x-amz-server-side-encryption-bucket-key-enabled", "true");
        }

        return place.KmsKey is { } key ? With("x-amz-server-side-encryption-aws-kms-key-id", key) : this;
    }
}
