using Garam.S3Tests.Support;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.S3.Access;

namespace Garam.S3Tests.Faults;

/// <summary>The refusals of a real service, and the words in which people are told.</summary>
public sealed class GatewayFaultTests(CephGateway gateway)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_bucket_is_named_by_every_operation_with_an_answer()
    {
        var place = await gateway.NewBucketAsync();
        await using var store = CephGateway.Open(place with { Bucket = "garam-none" });

        await RefusedAsync(store, "There is no bucket 'garam-none'");
        await RefusedAsync(async () => await store.DeleteAsync(["a/1"], Cancellation), "There is no bucket 'garam-none'");
        await RefusedAsync(async () => await store.DeleteAsync(["a/1", "a/2"], Cancellation), "There is no bucket 'garam-none'");
    }

    [Theory]
    [InlineData("garam", "wrong")]
    [InlineData("nobody", "garam-secret")]
    public async Task Wrong_credentials_are_told_from_missing_permissions(string id, string secret)
    {
        await using var store = CephGateway.Open(await gateway.NewBucketAsync(), new AccessKey(id, secret, null));

        await RefusedAsync(store, "does not accept the credentials");
    }

    [Fact]
    public async Task Another_users_bucket_is_denied_with_the_permissions_that_are_needed()
    {
        await using var store = CephGateway.Open(await gateway.NewBucketAsync(), CephGateway.KeyOf("other"));

        await RefusedAsync(store, "grant the credentials s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket");
        await RefusedAsync(async () => await store.StatAsync("a/1", Cancellation), "does not permit s3:GetObject");
    }

    [Theory]
    [InlineData(20, "20 minutes ahead")]
    [InlineData(-20, "20 minutes behind")]
    public async Task A_clock_that_is_too_far_off_is_named_with_the_distance_and_made_up_for(int minutes, string message)
    {
        await using var store = CephGateway.Open(await gateway.NewBucketAsync(), time: new ShiftedTime(TimeSpan.FromMinutes(minutes)));

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.CreateAsync("a/1", new byte[1], Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/1", new byte[1], Cancellation));
    }

    [Fact]
    public async Task The_services_clock_is_known_after_an_answer()
    {
        await using var store = CephGateway.Open(await gateway.NewBucketAsync(), time: new ShiftedTime(TimeSpan.FromMinutes(5)));
        Assert.Null(store.Date);

        await store.ListAsync("", "", 1, Cancellation);

        var now = TimeProvider.System.GetUtcNow();
        Assert.InRange(store.Date!.Value, now - TimeSpan.FromSeconds(60), now + TimeSpan.FromSeconds(60));
    }

    /// <summary>Without retries a loser may get no answer that says so. It never takes the winner's object for its own.</summary>
    [Fact]
    public async Task Of_racing_single_creates_one_wins_and_none_of_the_others_thinks_so()
    {
        await using var store = CephGateway.Open(await gateway.NewBucketAsync());
        for (var round = 0; round < 20; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => CreateAsync(store, $"race/{round}", i)));

            var winner = Assert.Single(Enumerable.Range(0, 16), i => outcomes[i] == PutOutcome.Created);
            Assert.True(await StoredContent.IsAsync(store, $"race/{round}", new byte[] { (byte)winner }, Cancellation));
        }
    }

    private static async Task<PutOutcome?> CreateAsync(IObjectStore store, string key, int racer)
    {
        try
        {
            return await store.CreateAsync(key, new[] { (byte)racer }, Cancellation);
        }
        catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled)
        {
            return null;
        }
    }

    private static async Task RefusedAsync(IObjectStore store, string message)
    {
        await RefusedAsync(async () => await store.CreateAsync("a/1", new byte[10], Cancellation), message);
        await RefusedAsync(async () => await store.ReadAsync("a/1", 0, new byte[10], Cancellation), message);
        await RefusedAsync(async () => await store.ListAsync("", "", 10, Cancellation), message);
    }

    private static async Task RefusedAsync(Func<Task> call, string message)
    {
        var fault = await Assert.ThrowsAsync<GaramException>(call);
        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
