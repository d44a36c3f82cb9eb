using System.Globalization;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Locations;
using Garam.Storage.S3.Access;
using Garam.Storage.S3.Requests;

namespace Garam.UnitTests.Storage.S3;

/// <summary>The requests that are sent.</summary>
public sealed class RequestTests
{
    private static readonly AccessKey s_example = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The examples of Amazon's reference, "Authenticating Requests: Using the Authorization Header".</summary>
    [Theory]
    [InlineData("/test.txt", "", "bytes=0-9", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("/", "lifecycle=", null, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("/", "max-keys=2&prefix=J", null, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void Signatures_are_those_of_the_reference(string path, string query, string? range, string signature)
    {
        var request = new S3Request(HttpMethod.Get, path, query, "", "");
        if (range is not null)
        {
            request.With("range", range);
        }

        var date = new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
        new RequestSigner("us-east-1").Sign(request, "examplebucket.s3.amazonaws.com", RequestSigner.EmptyPayload, s_example, date);

        var authorization = request.Headers.Single(header => header.Key == "authorization").Value;
        Assert.EndsWith($"Signature={signature}", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_refuses_the_clock_is_asked_by_its_own()
    {
        var serviceTime = () => DateTimeOffset.UtcNow.AddHours(-1);
        await using var service = new ScriptedService(request => Answer(request, serviceTime()));
        await using var store = service.Open();

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.CreateAsync("a/1", new byte[1], Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.Contains("60 minutes ahead", fault.Message, StringComparison.Ordinal);
        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/1", new byte[1], Cancellation));

        static ScriptedAnswer Answer(ScriptedRequest request, DateTimeOffset now)
        {
            var signedAt = DateTimeOffset.ParseExact(
                request.Headers["x-amz-date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var answer = (now - signedAt).Duration() < TimeSpan.FromMinutes(15)
                ? ScriptedAnswer.Ok()
                : ScriptedAnswer.Refused(403, "RequestTimeTooSkewed");
            answer.Headers["Date"] = now.ToString("R", CultureInfo.InvariantCulture);
            return answer;
        }
    }

    [Fact]
    public async Task A_create_is_conditional_unsigned_and_carries_its_checksum()
    {
        await using var service = new ScriptedService(_ => ScriptedAnswer.Ok());
        await using var store = service.Open();

        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/1", "123456789"u8.ToArray(), Cancellation));

        var request = Assert.Single(service.Requests);
        Assert.Equal(("PUT", "/bucket/a/1"), (request.Method, request.Url));
        Assert.Equal("*", request.Headers["If-None-Match"]);
        Assert.Equal("UNSIGNED-PAYLOAD", request.Headers["x-amz-content-sha256"]);
        Assert.Equal("4waSgw==", request.Headers["x-amz-checksum-crc32c"]);
        Assert.Equal("4waSgw==", request.Headers["x-amz-meta-crc32c"]);
        Assert.Equal("9", request.Headers["Content-Length"]);
        Assert.DoesNotContain("x-amz-server-side-encryption", request.Headers.Keys);
        Assert.Contains("if-none-match", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_that_the_caller_knows_is_sent_as_it_is()
    {
        await using var service = new ScriptedService(_ => ScriptedAnswer.Ok());
        await using IObjectStore store = service.Open();

        await store.CreateAsync("a/1", "123456789"u8.ToArray(), static () => 0x01020304, Cancellation);

        var request = Assert.Single(service.Requests);
        Assert.Equal("AQIDBA==", request.Headers["x-amz-checksum-crc32c"]);
        Assert.Equal("AQIDBA==", request.Headers["x-amz-meta-crc32c"]);
    }

    [Fact]
    public async Task Encryption_by_a_key_uses_one_data_key_for_the_bucket()
    {
        await using var service = new ScriptedService(_ => ScriptedAnswer.Ok());
        await using var store = service.Open(service.Place with { Encryption = S3Encryption.Kms, KmsKey = "arn:aws:kms:x:1:key/2" });

        await store.CreateAsync("a/1", new byte[1], Cancellation);

        var headers = Assert.Single(service.Requests).Headers;
        Assert.Equal("aws:kms", headers["x-amz-server-side-encryption"]);
        Assert.Equal("true", headers["x-amz-server-side-encryption-bucket-key-enabled"]);
        Assert.Equal("arn:aws:kms:x:1:key/2", headers["x-amz-server-side-encryption-aws-kms-key-id"]);
    }

    [Fact]
    public async Task A_service_that_insists_gets_signed_contents_from_the_next_request_on()
    {
        await using var service = new ScriptedService(request => request.Headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
            ? ScriptedAnswer.Refused(400, "XAmzContentSHA256Mismatch")
            : ScriptedAnswer.Ok());
        await using var store = service.Open();

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.CreateAsync("a/1", "abc"u8.ToArray(), Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);

        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/1", "abc"u8.ToArray(), Cancellation));
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", service.Requests[^1].Headers["x-amz-content-sha256"]);
    }

    [Fact]
    public async Task A_token_is_sent_and_an_expired_key_is_asked_for_again()
    {
        await using var service = new ScriptedService(request => request.Headers["x-amz-security-token"] == "old"
            ? ScriptedAnswer.Refused(400, "ExpiredToken")
            : ScriptedAnswer.Ok());
        var issued = 0;
        var keys = new RenewedAccessKeys(
            () => Task.FromResult(new IssuedKey(new AccessKey("id", "secret", issued++ == 0 ? "old" : "new"), null)),
            TimeProvider.System,
            new Support.RecordingLogger<RequestTests>());
        await using var store = service.Open(keys: keys);

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.CreateAsync("a/1", new byte[1], Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);

        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a/1", new byte[1], Cancellation));
    }

    [Fact]
    public async Task Pages_go_on_behind_the_last_key_whatever_it_is()
    {
        await using var service = new ScriptedService(request => ScriptedAnswer.Ok(
            request.Url.Contains("start-after=p%2Fb%20c", StringComparison.Ordinal)
                ? "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/d</Key><Size>2</Size></Contents></ListBucketResult>"
                : "<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>p/a</Key><Size>1</Size></Contents>"
                    + "<Contents><Key>p/b+c</Key><Size>1</Size></Contents></ListBucketResult>"));
        await using var store = service.Open(service.Place with { Prefix = "p" });

        Assert.Equal([new ObjectStat("a", 1), new ObjectStat("d", 2)], await store.ListAsync("", "", 10, Cancellation));
    }
}
