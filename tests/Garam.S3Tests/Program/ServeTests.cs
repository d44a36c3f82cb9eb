using System.Globalization;
using Garam.FaultTests.Clocks;
using Garam.S3Tests.Support;
using Garam.Storage.Locations;
using Garam.UnitTests.Storage.S3;

namespace Garam.S3Tests.Program;

/// <summary>The program on a bucket, as a user runs it.</summary>
public sealed class ServeTests(CephGateway gateway)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill_and_the_store_is_sound()
    {
        var url = UrlOf(await gateway.NewBucketAsync() with { Prefix = "prod/one" });
        var lines = Enumerable.Range(0, 2000).Select(i => $"line {i.ToString(CultureInfo.InvariantCulture)}").ToArray();
        string kafka;
        await using (var first = await BucketServer.StartAsync(url))
        {
            kafka = first.Kafka;
            Assert.Contains("store=s3://garam-", first.Ready, StringComparison.Ordinal);
            await SucceedsAsync("", "topics", "create", "t", "--partitions", "1", "-b", kafka);
            await SucceedsAsync(string.Join('\n', lines[..1000]), "produce", "t", "-b", kafka);
            await first.KillAsync();
        }

        await using var second = await BucketServer.StartAsync(url, kafka);
        await SucceedsAsync(string.Join('\n', lines[1000..]), "produce", "t", "-b", kafka);

        var consumed = await SucceedsAsync("", "consume", "t", "-b", kafka);
        Assert.Equal(lines.Order(StringComparer.Ordinal), consumed.Output.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
        Assert.Contains("sound", (await SucceedsAsync("", "verify", "--store", url, "--deep")).Output, StringComparison.Ordinal);
    }

    /// <summary>The gateway refuses requests that are signed for a time more than 15 minutes away.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_an_hour_off_keeps_nobody_from_the_bucket(int hours)
    {
        var url = UrlOf(await gateway.NewBucketAsync());
        await using var server = await BucketServer.StartAsync(url, environment: WrongClock.Off(hours));
        await SucceedsAsync("", "topics", "create", "t", "--config", "message.timestamp.type=LogAppendTime", "-b", server.Kafka);
        await SucceedsAsync("hello", "produce", "t", "-b", server.Kafka);

        var printed = await SucceedsAsync("", "consume", "t", "--format", "%T", "-b", server.Kafka);
        var stampedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(printed.Output, CultureInfo.InvariantCulture));
        Assert.InRange(stampedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(hours > 0 ? 65 : 5));
    }

    [Fact]
    public async Task Inspect_reads_objects_by_their_url()
    {
        var place = await gateway.NewBucketAsync() with { Prefix = "prod" };
        var url = UrlOf(place);
        await using (var server = await BucketServer.StartAsync(url))
        {
            await SucceedsAsync("", "topics", "create", "words", "-b", server.Kafka);
            await SucceedsAsync("hello", "produce", "words", "-b", server.Kafka);
        }

        await using var store = CephGateway.Open(place);
        var segment = Assert.Single(await store.ListAsync("segments/", "", 10, Cancellation)).Key;
        var journal = (await store.ListAsync("journal/", "", 100, Cancellation))[^1].Key;

        var inspected = await SucceedsAsync("", "inspect", "segment", UrlOf(place with { Prefix = $"prod/{segment}" }));
        Assert.Contains("words-", inspected.Output, StringComparison.Ordinal);
        var entry = await SucceedsAsync("", "inspect", "journal", UrlOf(place with { Prefix = $"prod/{journal}" }), "--json");
        Assert.Contains("\"sequence\"", entry.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("verify")]
    public async Task A_missing_bucket_is_one_line_and_the_exit_code_2(string command)
    {
        var url = UrlOf(await gateway.NewBucketAsync() with { Bucket = "no-such-bucket" });

        await RefusedAsync(2, "There is no bucket 'no-such-bucket'", CephGateway.User, command, url);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("verify")]
    public async Task Wrong_credentials_are_one_line_and_the_exit_code_2(string command) => await RefusedAsync(
        2, "does not accept the credentials (InvalidAccessKeyId)", "nobody", command, UrlOf(await gateway.NewBucketAsync()));

    [Fact]
    public async Task A_service_that_is_not_there_is_one_line_and_the_exit_code_1()
    {
        var place = await gateway.NewBucketAsync();
        var url = UrlOf(place with { Endpoint = new Uri($"http://127.0.0.1:{ScriptedService.FreePort()}") });

        await RefusedAsync(1, "cannot be reached: Connection refused", CephGateway.User, "serve", url);
    }

    [Fact]
    public async Task A_bucket_with_other_objects_is_left_alone()
    {
        var place = await gateway.NewBucketAsync();
        using var sdk = gateway.ClientOf(CephGateway.User);
        await sdk.PutObjectAsync(
            new Amazon.S3.Model.PutObjectRequest { BucketName = place.Bucket, Key = "photos/1.jpg", ContentBody = "x" }, Cancellation);

        await RefusedAsync(2, "it is not a Garam store. Choose an empty place", CephGateway.User, "serve", UrlOf(place));
    }

    private static string UrlOf(S3Location place) => $"{place}?endpoint={place.Endpoint}";

    private static async Task<ToolResult> SucceedsAsync(string input, params string[] arguments)
    {
        var result = await BucketServer.RunAsync(input, arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.Output}\n{result.Error}");
        return result;
    }

    private static async Task RefusedAsync(int exitCode, string message, string key, string command, string url)
    {
        string[] flags = command == "serve" ? ["--kafka", "127.0.0.1:0", "--http", "off"] : [];

        var result = await BucketServer.RunAsync(key, $"{key}-secret", "", [command, "--store", url, .. flags]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
