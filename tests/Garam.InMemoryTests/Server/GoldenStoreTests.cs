using System.IO.Compression;
using System.Text;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;
using Garam.Storage.Memory;
using Garam.Verification;
using Garam.Verification.Findings;

namespace Garam.InMemoryTests.Server;

/// <summary>
/// Stores that released programs wrote open for ever. Each file in Golden/ is a data directory as `garam serve` left it: two topics,
/// records in every codec from kcat, a snapshot and the journal behind it. Never replace one; add one for each new format.
/// </summary>
public sealed class GoldenStoreTests
{
    private const sbyte TopicResource = 2;
    private const int DecompressedBytesMax = 1 << 20;

    [Theory]
    [InlineData("store-v1.zip")]
    public async Task A_store_of_an_earlier_program_opens_with_everything_in_it(string golden)
    {
        await using var node = await NodeFixture.StartAsync(await OpenAsync(golden));

        Assert.Equal(["key-2:value-2", "key-4:value-4"], await RecordsAsync(node, "plain", 0));
        Assert.Equal(["key-1:value-1", "key-3:value-3", "key-5:value-5"], await RecordsAsync(node, "plain", 1));
        Assert.Equal(
            ["coded with none", "coded with gzip", "coded with snappy", "coded with lz4", "coded with zstd"],
            await RecordsAsync(node, "coded", 0));
        var resource = new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = TopicResource,
            ResourceName = "coded",
            ConfigurationKeys = ["max.message.bytes"],
        };
        var described = await node.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(new() { Resources = [resource] });
        Assert.Equal("2000000", Assert.Single(described.Results[0].Configs).Value);
    }

    [Theory]
    [InlineData("store-v1.zip")]
    public async Task A_store_of_an_earlier_program_is_sound(string golden)
    {
        var findings = new List<Finding>();
        var verifier = new StoreVerifier(await OpenAsync(golden), new VerificationOptions { IsDeep = true }, TimeProvider.System);

        var report = await verifier.RunAsync(findings.Add, CancellationToken.None);

        Assert.Empty(findings);
        Assert.Equal((10, 10), (report.Segments.Records, report.Metadata.Records));
    }

    private static async Task<MemoryObjectStore> OpenAsync(string golden)
    {
        var store = new MemoryObjectStore();
        using var stream = typeof(GoldenStoreTests).Assembly.GetManifestResourceStream(golden)!;
        using var archive = new ZipArchive(stream);
        foreach (var entry in archive.Entries.Where(entry => entry.Name.Length > 0))
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes);
            await store.CreateAsync(entry.FullName, bytes.ToArray(), CancellationToken.None);
        }

        return store;
    }

    /// <summary>From the beginning of the partition, as "key:value" or "value".</summary>
    private static async Task<List<string>> RecordsAsync(NodeFixture node, string topic, int partition)
    {
        const short LastVersionByName = 12;
        var request = new FetchRequest
        {
            MaxBytes = DecompressedBytesMax,
            Topics = [new() { Topic = topic, Partitions = [new() { Partition = partition, PartitionMaxBytes = DecompressedBytesMax }] }],
        };
        var fetched = await node.CallAsync<FetchRequest, FetchResponse>(request, LastVersionByName);
        var data = fetched.Responses[0].Partitions[0];
        Assert.Equal(ErrorCode.None, data.ErrorCode);
        return Decode(data.Records[0].Span);
    }

    private static List<string> Decode(ReadOnlySpan<byte> batches)
    {
        var records = new List<string>();
        var sequence = new BatchSequenceReader(batches);
        while (sequence.MoveNext())
        {
            using var batch = BatchReader.Open(sequence.Current, DecompressedBytesMax);
            Assert.Equal(ErrorCode.None, batch.Error);
            var reader = batch.ReadRecords();
            while (reader.MoveNext())
            {
                var value = Encoding.UTF8.GetString(reader.Current.Value);
                records.Add(reader.Current.HasKey ? $"{Encoding.UTF8.GetString(reader.Current.Key)}:{value}" : value);
            }
        }

        return records;
    }
}
