namespace Garam.Storage.Locations;

/// <summary>A place in a bucket, and how requests reach it.</summary>
public sealed record S3Location
{
    public required string Bucket { get; init; }

    /// <summary>Stands before every key of the store, without a slash at either end. Empty: the whole bucket is the store.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The service, without a path. Null for Amazon's in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null: from the environment, the profile or the instance.</summary>
    public string? Region { get; init; }

    /// <summary>The bucket is a part of the path (true) or of the host's name (false).</summary>
    public required bool IsPathStyle { get; init; }

    public S3Encryption Encryption { get; init; }

    /// <summary>Only with <see cref="S3Encryption.Kms"/>. Null: the account's own key.</summary>
    public string? KmsKey { get; init; }

    public override string ToString() => Prefix.Length == 0 ? $"s3://{Bucket}" : $"s3://{Bucket}/{Prefix}";
}

public enum S3Encryption
{
    /// <summary>Whatever the bucket does by itself.</summary>
    BucketDefault,

    /// <summary>With keys of the service.</summary>
    Aes256,

    /// <summary>With a key of the key service, and one data key for the whole bucket, because a call for every object costs more.</summary>
    Kms,
}
