using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Garam.Storage.Errors;
using Garam.Storage.Locations;

namespace Garam.Storage.S3.Access;

/// <summary>Credentials and region from where every tool for S3 looks for them; the AWS SDK knows the places.</summary>
internal static class AwsChain
{
    /// <summary>Other services take any name; this one is what their own tools assume.</summary>
    private const string RegionElsewhere = "us-east-1";

    /// <summary>The SDK keeps what it found, renews it minutes before it expires, and reads files that have changed again.</summary>
    /// <exception cref="GaramException">Invalid: there are none. Unavailable: their issuer did not answer, or refused.</exception>
    public static async Task<IssuedKey> IssueAsync()
    {
        AWSCredentials credentials;
        try
        {
            credentials = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(null);
        }
        catch (Exception fault) when (fault is AmazonClientException or ArgumentException or IOException)
        {
            throw new GaramException(
                ErrorKind.Invalid,
                "There are no credentials for the store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a "
                    + "web identity, a container or an instance gives them.",
                fault);
        }

        try
        {
            var issued = await credentials.GetCredentialsAsync();
            return new IssuedKey(
                new AccessKey(issued.AccessKey, issued.SecretKey, issued.UseToken ? issued.Token : null),
                credentials.Expiration is { } end ? new DateTimeOffset(end.ToUniversalTime()) : null);
        }
        catch (Exception fault) when (fault is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            var reason = FirstLine((fault.InnerException ?? fault).Message);
            throw new GaramException(
                ErrorKind.Unavailable,
                $"The credentials for the store could not be obtained: {FirstLine(fault.Message)} ({reason})",
                fault);
        }
    }

    /// <exception cref="GaramException">Invalid: nothing names the region of a bucket at Amazon.</exception>
    public static string RegionOf(S3Location place)
    {
        if (place.Region is { } named)
        {
            return named;
        }

        if (place.Endpoint is not null)
        {
            return Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? RegionElsewhere;
        }

        // It may ask the instance. When no place knows the region it returns null or throws, depending on where it looked last.
        try
        {
            if (FallbackRegionFactory.GetRegionEndpoint() is { } found)
            {
                return found.SystemName;
            }
        }
        catch (AmazonClientException)
        {
        }

        throw new GaramException(
            ErrorKind.Invalid, $"The region of {place} is not known: add ?region=… to the URL of the store, or set AWS_REGION.");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        return (end < 0 ? line : line[..end]).ToString();
    }
}
