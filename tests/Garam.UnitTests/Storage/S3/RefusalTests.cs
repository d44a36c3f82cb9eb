using System.Net;
using System.Net.Sockets;
using Garam.Storage.Errors;
using Garam.Storage.Format;

namespace Garam.UnitTests.Storage.S3;

/// <summary>Answers that a service which works does not give on demand, with the bodies that Amazon documents.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(503, "SlowDown", "", ErrorKind.Throttled, "asks for fewer requests (SlowDown)")]
    [InlineData(429, "", "", ErrorKind.Throttled, "asks for fewer requests (HTTP 429)")]
    [InlineData(503, "ServiceUnavailable", "", ErrorKind.Unavailable, "ServiceUnavailable")]
    [InlineData(500, "InternalError", "", ErrorKind.Unavailable, "InternalError")]
    [InlineData(502, "", "", ErrorKind.Unavailable, "HTTP 502")]
    [InlineData(409, "ConditionalRequestConflict", "", ErrorKind.Unavailable, "ConditionalRequestConflict")]
    [InlineData(409, "OperationAborted", "", ErrorKind.Unavailable, "OperationAborted")]
    [InlineData(400, "RequestTimeout", "", ErrorKind.Unavailable, "RequestTimeout")]
    [InlineData(400, "BadDigest", "", ErrorKind.Unavailable, "BadDigest")]
    [InlineData(403, "AccessDenied", "", ErrorKind.Invalid, "s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket")]
    [InlineData(403, "SignatureDoesNotMatch", "", ErrorKind.Invalid, "does not accept the credentials (SignatureDoesNotMatch)")]
    [InlineData(403, "RequestTimeTooSkewed", "", ErrorKind.Invalid, "set the clock")]
    [InlineData(404, "NoSuchBucket", "", ErrorKind.Invalid, "There is no bucket 'bucket'")]
    [InlineData(400, "AuthorizationHeaderMalformed", "<Region>eu-west-9</Region>", ErrorKind.Invalid, "put region=eu-west-9 into the URL")]
    [InlineData(301, "PermanentRedirect", "<Endpoint>x</Endpoint>", ErrorKind.Invalid, "correct the URL of the store")]
    [InlineData(507, "XMinioStorageFull", "", ErrorKind.Unavailable, "has no room left")]
    [InlineData(501, "NotImplemented", "", ErrorKind.Invalid, "cannot do what Garam needs (s3:PutObject)")]
    [InlineData(400, "EntityTooLarge", "", ErrorKind.Invalid, "EntityTooLarge Text for people.")]
    public async Task A_refused_create_has_a_kind_and_says_what_to_do(int status, string code, string more, ErrorKind kind, string message)
    {
        await using var service = new ScriptedService(_ => code.Length == 0 ? new(status, []) : ScriptedAnswer.Refused(status, code, more));
        await using var store = service.Open();

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.CreateAsync("a/1", new byte[10], Cancellation));

        Assert.Equal(kind, fault.Kind);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task The_region_of_a_head_comes_from_a_header()
    {
        await using var service = new ScriptedService(_ => new(301, []) { Headers = { ["x-amz-bucket-region"] = "eu-north-1" } });
        await using var store = service.Open();

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.StatAsync("a/1", Cancellation));

        Assert.Contains("region=eu-north-1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_outcome_unknown_and_is_not_asked_for_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connections = 0;
        var dropping = DropAllAsync();
        await using var service = new ScriptedService(_ => ScriptedAnswer.Ok());
        await using var store = service.Open(service.Place with { Endpoint = new Uri($"http://{listener.LocalEndpoint}") });

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.CreateAsync("a/1", new byte[10], Cancellation));

        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        listener.Stop();

        // It stops in an accept, or before the next one.
        Assert.True(await Record.ExceptionAsync(() => dropping) is SocketException or InvalidOperationException);
        Assert.Equal(1, connections);

        async Task DropAllAsync()
        {
            while (true)
            {
                using var connection = await listener.AcceptSocketAsync(Cancellation);
                await connection.ReceiveAsync(new byte[4096], Cancellation);
                connections++;
            }
        }
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named()
    {
        await using var service = new ScriptedService(_ => ScriptedAnswer.Ok());
        var place = service.Place with { Endpoint = new Uri($"http://127.0.0.1:{ScriptedService.FreePort()}") };
        await using var store = service.Open(place);

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.ListAsync("", "", 1, Cancellation));

        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
        Assert.Contains($"{place.Endpoint} cannot be reached", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_object_that_could_not_be_deleted_fails_the_deletion()
    {
        await using var service = new ScriptedService(_ => ScriptedAnswer.Ok(
            """
            <DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Error><Key>a/1</Key><Code>NoSuchKey</Code><Message>x</Message></Error>
              <Error><Key>a/2</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>
            </DeleteResult>
            """));
        await using var store = service.Open();

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.DeleteAsync(["a/1", "a/2"], Cancellation));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains("does not permit s3:DeleteObject", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Some services accept the condition and ignore it.</summary>
    [Fact]
    public async Task A_service_that_ignores_the_condition_is_refused_before_anything_is_stored()
    {
        var objects = new Dictionary<string, byte[]>();
        await using var service = new ScriptedService(request => Careless(objects, request));
        await using var store = service.Open();

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await StoreFormat.OpenAsync(store, new Random(1), Cancellation));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains("of 2 conditional creates of one key in sequence, 2 succeeded", fault.Message, StringComparison.Ordinal);
        Assert.Contains(service.Requests, request => request.Method == "PUT" && request.Headers["If-None-Match"] == "*");
        Assert.Empty(objects);
    }

    [Fact]
    public async Task An_answer_that_is_no_list_is_no_empty_store()
    {
        await using var service = new ScriptedService(_ => ScriptedAnswer.Ok("<html><body>Welcome</body></html>"));
        await using var store = service.Open();

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await store.ListAsync("", "", 1, Cancellation));

        Assert.Contains("cannot be read", fault.Message, StringComparison.Ordinal);
    }

    private static ScriptedAnswer Careless(Dictionary<string, byte[]> objects, ScriptedRequest request)
    {
        switch (request.Method)
        {
            case "PUT":
                objects[request.Url] = request.Body;
                return ScriptedAnswer.Ok();
            case "POST":
                objects.Clear();
                return ScriptedAnswer.Ok("<DeleteResult/>");
            case "GET" when request.Url.Contains("list-type=2", StringComparison.Ordinal):
                return ScriptedAnswer.Ok("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
            default:
                return objects.TryGetValue(request.Url, out var found) ? new(200, found) : ScriptedAnswer.Refused(404, "NoSuchKey");
        }
    }
}
