using System.Net;
using Garam.Storage.Errors;
using Garam.Storage.S3.Requests;

namespace Garam.Storage.S3.Answers;

/// <summary>
/// Translates refusals of S3 into faults with a kind and a line that says what to do. The codes are Amazon's; other services use the same
/// ones, and where they send none the status has to do.
/// </summary>
/// <param name="service">The address of the service, for people.</param>
/// <param name="bucket">The bucket, for people.</param>
/// <param name="date">Returns the clock of the service by its last answer.</param>
/// <param name="time">The clock of this machine.</param>
internal sealed class Refusal(Uri service, string bucket, Func<DateTimeOffset?> date, TimeProvider time)
{
    private const string RegionHeader = "x-amz-bucket-region";

    public async ValueTask<GaramException> OfAsync(S3Request request, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var error = await ErrorBody.ReadAsync(answer, cancellation);
        var region = error.Region
            ?? (answer.Headers.TryGetValues(RegionHeader, out var regions) ? regions.FirstOrDefault() : null);
        return Of(request, answer.StatusCode, error with { Region = region });
    }

    public GaramException Of(S3Request request, HttpStatusCode status, ErrorBody error) =>
        OfCode(request, error) ?? OfStatus(request, status, error);

    private GaramException? OfCode(S3Request request, ErrorBody error) => error.Code switch
    {
        "NoSuchBucket" => Invalid($"There is no bucket '{bucket}' at {service}: create it, or correct the URL of the store"),
        "AccessDenied" or "AllAccessDisabled" or "AccountProblem" or "MethodNotAllowed" => Denied(request, error),
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "InvalidClientTokenId" or "NotSignedUp" => Invalid(
            $"{service} does not accept the credentials ({error.Code}): check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile "
                + "or role that they come from"),
        "RequestTimeTooSkewed" or "RequestExpired" => Skewed(error),
        "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => Elsewhere(error),
        "SlowDown" or "SlowDownRead" or "SlowDownWrite" or "RequestLimitExceeded" or "BandwidthLimitExceeded" or "TooManyRequests"
            or "Throttling" or "ThrottlingException" or "RequestThrottled" or "EC2ThrottledException" => new(
            ErrorKind.Throttled, $"{service} asks for fewer requests ({error.Code})"),
        "BadDigest" or "InvalidDigest" or "XAmzContentChecksumMismatch" or "XAmzContentSHA256Mismatch" or "IncompleteBody"
            or "RequestTimeout" or "ConditionalRequestConflict" or "OperationAborted" or "TemporaryRedirect" => Unavailable(request, error),
        "QuotaExceeded" or "XMinioStorageFull" or "InsufficientStorage" or "XMinioAdminBucketQuotaExceeded" => Full(error),
        "NotImplemented" => Invalid($"{service} cannot do what Garam needs ({request.Permission}): {error.Message}"),
        _ => null,
    };

    private GaramException OfStatus(S3Request request, HttpStatusCode status, ErrorBody error)
    {
        error = error.Code.Length > 0 ? error : error with { Code = $"HTTP {(int)status}" };
        return (int)status switch
        {
            429 => new GaramException(ErrorKind.Throttled, $"{service} asks for fewer requests ({error.Code})"),
            301 => Elsewhere(error),
            403 => Denied(request, error),
            408 or 409 or >= 500 or 307 => Unavailable(request, error),
            404 => Invalid(
                $"{service} does not know {request.Path} ({error.Code}): check the bucket and path-style= in the URL of the store"),
            _ => Invalid($"{service} refuses {request.Method} {request.Subject}: {error.Code} {error.Message}".TrimEnd()),
        };
    }

    private GaramException Denied(S3Request request, ErrorBody error) => Invalid(
        $"{service} does not permit {request.Permission} in bucket '{bucket}' ({error.Code}): grant the credentials s3:GetObject, "
            + "s3:PutObject, s3:DeleteObject and s3:ListBucket");

    private GaramException Skewed(ErrorBody error)
    {
        var skew = date() is { } now ? time.GetUtcNow() - now : (TimeSpan?)null;
        var distance = skew is { } known
            ? $"{known.Duration().TotalMinutes:F0} minutes {(known > TimeSpan.Zero ? "ahead of" : "behind")} that of {service}"
            : $"too far from that of {service}";
        return Invalid($"The clock of this machine is {distance}, which refuses requests for it ({error.Code}): set the clock");
    }

    private GaramException Elsewhere(ErrorBody error) => Invalid(error.Region is { } region
        ? $"Bucket '{bucket}' is in region {region}: put region={region} into the URL of the store"
        : $"Bucket '{bucket}' is in another region or at another endpoint than {service} ({error.Code}): correct the URL of the store");

    private GaramException Unavailable(S3Request request, ErrorBody error) => new(
        ErrorKind.Unavailable, $"{service} could not do {request.Method} {request.Subject}: {error.Code} {error.Message}".TrimEnd());

    private GaramException Full(ErrorBody error) =>
        new(ErrorKind.Unavailable, $"{service} has no room left for bucket '{bucket}' ({error.Code})") { IsNoSpace = true };

    private static GaramException Invalid(string message) => new(ErrorKind.Invalid, message);
}
