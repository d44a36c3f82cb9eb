namespace Garam.Storage.S3.Access;

/// <summary>Credentials as a request is signed with them.</summary>
/// <param name="Id">Public: the name of the key.</param>
/// <param name="Secret">Never leaves the process.</param>
/// <param name="Token">Sent along with a key that expires; null with others.</param>
internal sealed record AccessKey(string Id, string Secret, string? Token)
{
    /// <summary>Secrets stay out of logs and messages.</summary>
    public override string ToString() => Id;
}

internal interface IAccessKeys
{
    /// <summary>A key that is valid now. Returns without waiting, except for the first key and after one has expired.</summary>
    ValueTask<AccessKey> CurrentAsync(CancellationToken cancellation);

    /// <summary>The service says that the key has expired, whatever its issuer said.</summary>
    void Refuse(AccessKey key);
}
