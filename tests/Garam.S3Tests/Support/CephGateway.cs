using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Garam.S3Tests.Support;
using Garam.Storage.Locations;
using Garam.Storage.S3;
using Garam.Storage.S3.Access;
using Garam.UnitTests.Storage.S3;

[assembly: AssemblyFixture(typeof(CephGateway))]

namespace Garam.S3Tests.Support;

/// <summary>
/// A real S3 service for the whole run: Ceph's gateway, which eng/ceph-gateway starts on an empty store. Tests that need it are skipped
/// where it is not installed.
/// </summary>
public sealed class CephGateway : IAsyncLifetime
{
    public const string User = "garam";

    private static readonly string s_script = Path.Combine(Repository.Root, "eng", "ceph-gateway");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("garam-ceph-");
    private int _buckets;
    private Uri? _endpoint;

    /// <summary>Skips the test where there is no gateway.</summary>
    public Uri Endpoint
    {
        get
        {
            Assert.SkipWhen(_endpoint is null, "Ceph's gateway is not installed: as root, eng/ceph-gateway install installs it.");
            return _endpoint!;
        }
    }

    internal static AccessKey Key { get; } = KeyOf(User);

    public async ValueTask InitializeAsync()
    {
        string[] programs = ["ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin"];
        if (!programs.All(Tool.IsInstalled))
        {
            return;
        }

        _endpoint = new Uri(await RunAsync("start", FreePorts().ToString(CultureInfo.InvariantCulture)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null)
        {
            await RunAsync("stop");
        }

        _folder.Delete(recursive: true);
    }

    internal static AccessKey KeyOf(string user) => new(user, $"{user}-secret", null);

    /// <summary>An independent client.</summary>
    public AmazonS3Client ClientOf(string user) => new(
        new BasicAWSCredentials(user, $"{user}-secret"),
        new AmazonS3Config
        {
            ServiceURL = Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    /// <summary>An empty bucket of its own.</summary>
    public async Task<S3Location> NewBucketAsync(string user = User)
    {
        using var client = ClientOf(user);
        var bucket = $"garam-{Interlocked.Increment(ref _buckets)}";
        await client.PutBucketAsync(bucket, TestContext.Current.CancellationToken);
        return new S3Location { Bucket = bucket, Endpoint = Endpoint, IsPathStyle = true };
    }

    internal static S3ObjectStore Open(S3Location place, AccessKey? key = null, TimeProvider? time = null) => new(
        new S3StoreOptions { Place = place }, "us-east-1", new FixedAccessKeys(key ?? Key), time ?? TimeProvider.System);

    private async Task<string> RunAsync(string verb, params string[] arguments)
    {
        var result = await Tool.RunAsync(s_script, [verb, _folder.FullName, .. arguments]);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException($"{s_script} {verb}: {result.Error}");
    }

    /// <summary>The first of three in a row.</summary>
    private static int FreePorts()
    {
        for (var port = 21_000; port < 29_000; port += 3)
        {
            if (Enumerable.Range(port, 3).All(IsFree))
            {
                return port;
            }
        }

        throw new InvalidOperationException("There are no three free ports in a row.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
