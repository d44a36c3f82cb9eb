using Garam.ContractTests.Storage;
using Garam.S3Tests.Support;
using Garam.Storage;
using Garam.Storage.Retries;

namespace Garam.S3Tests.Contract;

/// <summary>A part of a bucket, or a whole one, with the retries that belong to a store across a network.</summary>
public sealed class S3Store(CephGateway gateway, string prefix) : StoreUnderTest
{
    public override async ValueTask<IObjectStore> OpenAsync()
    {
        var place = await gateway.NewBucketAsync();
        return new RetryingObjectStore(
            CephGateway.Open(place with { Prefix = prefix }), new RetryOptions(), new Random(1), TimeProvider.System);
    }
}
