using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.UnitTests.Broker;

public sealed class RequestCodecTests
{
    private static readonly RequestContext Metadata13 = new(ApiKey.Metadata, 13, 1, "rdkafka", 0, null!);

    [Fact]
    public void What_follows_the_body_of_a_request_is_ignored()
    {
        // As librdkafka 2.15.1 sends it: null topics, two flags, no tags, and three bytes of a length that it reserved for the topics.
        byte[] body = [0, 0, 0, 0, 0, 0, 0];

        var request = RequestCodec.Decode<MetadataRequest>(body, Metadata13);

        Assert.Null(request.Topics);
        Assert.False(request.AllowAutoTopicCreation);
    }

    [Fact]
    public void A_body_that_ends_early_is_malformed() =>
        Assert.Throws<MalformedRequestException>(() => RequestCodec.Decode<MetadataRequest>(new byte[] { 0, 0 }, Metadata13));
}
