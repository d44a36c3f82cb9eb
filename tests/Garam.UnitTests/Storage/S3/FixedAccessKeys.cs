using Garam.Storage.S3.Access;

namespace Garam.UnitTests.Storage.S3;

/// <summary>One key for good.</summary>
internal sealed class FixedAccessKeys(AccessKey key) : IAccessKeys
{
    public ValueTask<AccessKey> CurrentAsync(CancellationToken cancellation) => ValueTask.FromResult(key);

    public void Refuse(AccessKey refused)
    {
        // There is no other.
    }
}
