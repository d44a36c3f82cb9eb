using System.Globalization;
using System.Net.Http.Headers;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Garam.Storage.Locations;
using Garam.Storage.S3;
using Microsoft.Extensions.Logging.Abstractions;
using S3Location = Garam.Storage.Locations.S3Location;

namespace Garam.Benchmarks.S3;

/// <summary>
/// Measures what the S3 store costs beyond the transfer: `s3 URL COUNT` writes and reads COUNT segments of 8 MiB in each of several
/// rounds, in turn by the store, by a bare HttpClient with addresses that were signed beforehand, and by the AWS SDK. Prints the median
/// time and the processor time of this process for one segment. The bucket is made if it is missing; what is written is deleted.
/// </summary>
internal sealed class S3Measurement : IAsyncDisposable
{
    private const int SegmentBytes = 8 * 1024 * 1024;
    private const int Rounds = 5;

    private readonly S3Location _place;
    private readonly S3ObjectStore _store;
    private readonly AmazonS3Client _sdk;
    private readonly HttpClient _http = new();
    private readonly byte[] _content = new byte[SegmentBytes];
    private readonly byte[] _destination = new byte[SegmentBytes];
    private readonly List<string> _keys = [];

    private S3Measurement(S3Location place, S3ObjectStore store)
    {
        (_place, _store) = (place, store);
        _sdk = new AmazonS3Client(new AmazonS3Config
        {
            ServiceURL = place.Endpoint?.ToString() ?? $"https://s3.{store.Region}.amazonaws.com",
            AuthenticationRegion = store.Region,
            ForcePathStyle = place.IsPathStyle,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        new Random(1).NextBytes(_content);
    }

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var url, var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            await Console.Error.WriteLineAsync("s3 s3://BUCKET/PREFIX?endpoint=… COUNT");
            return 2;
        }

        var place = StoreLocation.ParseUrl(url).S3;
        var store = await S3ObjectStore.OpenAsync(
            new S3StoreOptions { Place = place }, TimeProvider.System, NullLogger<S3ObjectStore>.Instance, CancellationToken.None);
        await using var measurement = new S3Measurement(place, store);
        await measurement.MeasureAsync(count);
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DeleteAsync(_keys, CancellationToken.None);
        await _store.DisposeAsync();
        _sdk.Dispose();
        _http.Dispose();
    }

    private async Task MeasureAsync(int count)
    {
        await _sdk.PutBucketAsync(_place.Bucket);
        var stored = NewKey();
        await _store.CreateAsync(stored, _content, CancellationToken.None);
        S3Series[] series =
        [
            new("PUT", "bare HttpClient", () => BarePut(NewKey())),
            new("PUT", "Garam", () => StorePut(NewKey())),
            new("PUT", "AWSSDK.S3", () => SdkPut(NewKey())),
            new("GET", "bare HttpClient", () => BareGet(stored)),
            new("GET", "Garam", () => StoreGet(stored)),
            new("GET", "AWSSDK.S3", () => SdkGet(stored)),
        ];
        for (var round = 0; round <= Rounds; round++)
        {
            // The first round warms up. The order changes, so that nobody always follows the same other one.
            foreach (var one in round % 2 == 0 ? series : series.Reverse())
            {
                await one.RunAsync(count, keep: round > 0);
            }
        }

        foreach (var operation in series.GroupBy(one => one.Operation))
        {
            var bare = operation.First();
            foreach (var one in operation)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Operation} {one.Name,-16} {one.Milliseconds,7:F1} ms ({one.Milliseconds / bare.Milliseconds:F2} x)  "
                        + $"{one.CpuMilliseconds,6:F2} ms CPU ({one.CpuMilliseconds / bare.CpuMilliseconds:F2} x)"));
            }
        }
    }

    private string NewKey()
    {
        var key = $"bench/{_keys.Count:D8}";
        _keys.Add(key);
        return key;
    }

    private string FullKey(string key) => _place.Prefix.Length == 0 ? key : $"{_place.Prefix}/{key}";

    private Func<Task> BarePut(string key)
    {
        var address = Sign(key, HttpVerb.PUT);
        return async () =>
        {
            using var answer = await _http.PutAsync(address, new ByteArrayContent(_content));
            answer.EnsureSuccessStatusCode();
        };
    }

    private Func<Task> BareGet(string key)
    {
        var address = Sign(key, HttpVerb.GET);
        var range = new RangeHeaderValue(0, SegmentBytes - 1);
        return async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = range } };
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(_destination);
        };
    }

    private Func<Task> StorePut(string key) => async () => await _store.CreateAsync(key, _content, CancellationToken.None);

    private Func<Task> StoreGet(string key) => async () => await _store.ReadAsync(key, 0, _destination, CancellationToken.None);

    private Func<Task> SdkPut(string key) => () => _sdk.PutObjectAsync(new PutObjectRequest
    {
        BucketName = _place.Bucket,
        Key = FullKey(key),
        InputStream = new MemoryStream(_content),
        IfNoneMatch = "*",
    });

    private Func<Task> SdkGet(string key) => async () =>
    {
        using var answer = await _sdk.GetObjectAsync(_place.Bucket, FullKey(key));
        await answer.ResponseStream.ReadExactlyAsync(_destination);
    };

    private string Sign(string key, HttpVerb verb) => _sdk.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = _place.Bucket,
        Key = FullKey(key),
        Verb = verb,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
        Protocol = _place.Endpoint?.Scheme == "http" ? Amazon.S3.Protocol.HTTP : Amazon.S3.Protocol.HTTPS,
    });
}
