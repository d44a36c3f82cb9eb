using Amazon.S3.Model;
using Garam.S3Tests.Support;

namespace Garam.S3Tests.Contract;

/// <summary>Objects are what any other S3 client takes them for.</summary>
public sealed class OtherClientTests(CephGateway gateway)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sdk_reads_what_was_created_with_its_checksum()
    {
        var place = await gateway.NewBucketAsync() with { Prefix = "one/two" };
        await using var store = CephGateway.Open(place);
        using var sdk = gateway.ClientOf(CephGateway.User);

        await store.CreateAsync("a/1", "123456789"u8.ToArray(), Cancellation);

        using var read = await sdk.GetObjectAsync(place.Bucket, "one/two/a/1", Cancellation);
        using var text = new StreamReader(read.ResponseStream);
        Assert.Equal("123456789", await text.ReadToEndAsync(Cancellation));

        // The check value of CRC-32C, by which any implementation is told.
        Assert.Equal(Convert.ToBase64String([0xE3, 0x06, 0x92, 0x83]), read.Metadata["crc32c"]);
        Assert.Equal(0xE3069283, (await store.StatAsync("a/1", Cancellation))?.Checksum);
    }

    [Fact]
    public async Task Foreign_objects_are_left_out_of_lists_and_named_apart()
    {
        var place = await gateway.NewBucketAsync() with { Prefix = "store" };
        await using var store = CephGateway.Open(place);
        using var sdk = gateway.ClientOf(CephGateway.User);
        foreach (var key in (string[])["store/", "store/a/", "store/a b+c", "store/가람", "store/x&y<z", "stores/a", "store/a/1"])
        {
            await sdk.PutObjectAsync(new PutObjectRequest { BucketName = place.Bucket, Key = key, ContentBody = "x" }, Cancellation);
        }

        Assert.Equal(["a/1"], (await store.ListAsync("", "", 10, Cancellation)).Select(stat => stat.Key));
        Assert.Equal(
            ["", "a b+c", "a/", "x&y<z", "가람"],
            (await store.ListForeignNamesAsync(10, Cancellation)).Order(StringComparer.Ordinal));
    }
}
