namespace Garam.Storage.S3.Access;

/// <param name="Key">The key.</param>
/// <param name="ExpiresAt">Null for a key that stays valid.</param>
internal sealed record IssuedKey(AccessKey Key, DateTimeOffset? ExpiresAt)
{
    public bool IsValid(DateTimeOffset now) => ExpiresAt is not { } end || now < end;
}
