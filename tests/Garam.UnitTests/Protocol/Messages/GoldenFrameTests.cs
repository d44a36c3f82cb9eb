using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

public sealed class GoldenFrameTests
{
    public static TheoryData<int> Frames => [.. Enumerable.Range(0, GoldenFrame.All.Count)];

    [Theory]
    [MemberData(nameof(Frames))]
    public void Recorded_frame_is_read_to_its_end_and_written_byte_for_byte(int index)
    {
        var golden = GoldenFrame.All[index];
        var type = MessageCatalog.Find(golden.Message);
        var key = MessageCatalog.Attribute(type).Key!.Value;
        var reader = new WireReader(golden.Body);
        var body = MessageCatalog.Create(type);
        FrameWriter written;
        if (body is IRequest)
        {
            var header = FrameEncoding.ReadRequestHeader(ref reader);
            body.Read(ref reader, golden.Version);
            written = FrameEncoding.Request(key, golden.Version, header.CorrelationId, header.ClientId, body);
        }
        else
        {
            var header = FrameEncoding.ReadResponseHeader(ref reader, key, golden.Version);
            body.Read(ref reader, golden.Version);
            written = FrameEncoding.Response(key, golden.Version, header.CorrelationId, body);
        }

        reader.ExpectEnd();
        using (written)
        {
            Assert.Equal(Convert.ToHexString(golden.Bytes), Convert.ToHexString(written.ToArray()));
        }
    }

    [Fact]
    public void Every_client_was_recorded_producing_and_fetching()
    {
        foreach (var client in GoldenFrame.All.GroupBy(f => f.Client))
        {
            Assert.Contains(client, f => f.Message == nameof(ProduceRequest));
            Assert.Contains(client, f => f.Message == "FetchResponse");
        }
    }

    [Fact]
    public void Recorded_librdkafka_frame_shows_its_values()
    {
        var golden = GoldenFrame.All.Single(f => f is { Client: "librdkafka", Message: nameof(ApiVersionsRequest) });
        var reader = new WireReader(golden.Body);
        var header = FrameEncoding.ReadRequestHeader(ref reader);
        var request = new ApiVersionsRequest();
        request.Read(ref reader, header.RequestApiVersion);
        Assert.Equal(ApiKey.ApiVersions, header.RequestApiKey);
        Assert.Equal(3, header.RequestApiVersion);
        Assert.Equal("rdk", header.ClientId);
        Assert.Contains("librdkafka", request.ClientSoftwareVersion, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_a_produce_request_are_a_slice_of_the_frame()
    {
        var golden = GoldenFrame.All.First(f => f.Message == nameof(ProduceRequest));
        var reader = new WireReader(golden.Body);
        FrameEncoding.ReadRequestHeader(ref reader);
        var request = new ProduceRequest();
        request.Read(ref reader, golden.Version);
        var records = request.TopicData[0].PartitionData[0].Records;
        Assert.Equal(1, records.SliceCount);
        Assert.True(records.Length > 0);
        Assert.True(golden.Body.Span.Overlaps(records[0].Span));
    }

    [Fact]
    public void Header_of_a_request_in_an_unknown_version_is_read()
    {
        var header = new RequestHeader { RequestApiKey = ApiKey.ApiVersions, RequestApiVersion = 99, CorrelationId = 7, ClientId = "next" };
        var reader = new WireReader(WireEncoding.ToBytes(header, 2));
        var read = FrameEncoding.ReadRequestHeader(ref reader);
        Assert.Equal(MessageText.Of(header), MessageText.Of(read));
    }
}
