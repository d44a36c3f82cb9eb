using System.Buffers.Binary;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Protocol.Wire;

namespace Garam.InMemoryTests.Server;

/// <summary>A client is told which APIs are served, in the versions that it asks in and in those that nobody knows.</summary>
public sealed class ApiVersionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Every_api_of_the_table_is_announced_with_its_versions(short version)
    {
        await using var node = await NodeFixture.StartAsync();
        var answer = await node.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(Asked("garam", "1.0"), version);

        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        Assert.Equal(
            ApiVersionTable.All.Select(range => (range.Key, range.Min, range.Max)),
            answer.ApiKeys.Select(api => (api.ApiKey, api.MinVersion, api.MaxVersion)));
    }

    [Fact]
    public async Task A_version_from_the_future_is_answered_in_version_0_with_the_whole_list()
    {
        await using var node = await NodeFixture.StartAsync();
        await using var client = await node.ConnectRawAsync();
        await client.SendBytesAsync(RawRequests.Header(ApiKey.ApiVersions, version: 99, correlation: 5, trailing: [0, 1, 2, 3]));

        var frame = await client.ReceiveBytesAsync();
        var reader = new WireReader(frame);
        Assert.Equal(5, reader.ReadInt32());
        var answer = new ApiVersionsResponse();
        answer.Read(ref reader, 0);
        Assert.Equal(ErrorCode.UnsupportedVersion, answer.ErrorCode);
        Assert.Equal(ApiVersionTable.All.Length, answer.ApiKeys.Length);
    }

    [Theory]
    [InlineData("", "1.0")]
    [InlineData("-name", "1.0")]
    [InlineData("name", "1 0")]
    public async Task Software_names_that_could_not_be_labels_are_refused_from_version_3_on(string name, string version)
    {
        await using var node = await NodeFixture.StartAsync();
        var refused = await node.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(Asked(name, version), 3);
        var older = await node.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(Asked(name, version), 2);

        Assert.Equal(ErrorCode.InvalidRequest, refused.ErrorCode);
        Assert.Empty(refused.ApiKeys);
        Assert.Equal(ErrorCode.None, older.ErrorCode);
    }

    [Fact]
    public async Task An_unserved_api_or_version_closes_the_connection()
    {
        await using var node = await NodeFixture.StartAsync();
        foreach (var (key, version) in new[] { ((ApiKey)4, (short)0), (ApiKey.Metadata, (short)99) })
        {
            await using var client = await node.ConnectRawAsync();
            await client.SendBytesAsync(RawRequests.Header(key, version, correlation: 1, trailing: []));
            Assert.Null(await client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task Bytes_behind_a_request_are_ignored_as_Kafka_ignores_them()
    {
        await using var node = await NodeFixture.StartAsync();
        await using var client = await node.ConnectRawAsync();
        await client.SendBytesAsync(RawRequests.Header(ApiKey.ApiVersions, version: 0, correlation: 9, trailing: [1, 2, 3]));

        Assert.Equal(9, BinaryPrimitives.ReadInt32BigEndian(await client.ReceiveBytesAsync()));
    }

    private static ApiVersionsRequest Asked(string name, string version) =>
        new() { ClientSoftwareName = name, ClientSoftwareVersion = version };
}
