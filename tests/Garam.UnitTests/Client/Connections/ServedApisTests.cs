using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;

namespace Garam.UnitTests.Client.Connections;

public sealed class ServedApisTests
{
    private static readonly ApiVersionRange Known = ApiVersionTable.Find(ApiKey.Fetch)!;

    [Fact]
    public void The_older_side_decides()
    {
        Assert.Equal(Known.Max, Serving(0, short.MaxValue).VersionOf(ApiKey.Fetch));
        Assert.Equal((short)(Known.Max - 1), Serving(0, (short)(Known.Max - 1)).VersionOf(ApiKey.Fetch));
    }

    [Fact]
    public void A_broker_that_is_too_new_has_no_common_version() =>
        Assert.Null(Serving((short)(Known.Max + 1), short.MaxValue).VersionOf(ApiKey.Fetch));

    [Fact]
    public void A_broker_that_is_too_old_has_no_common_version() =>
        Assert.Null(Serving(0, (short)(Known.Decodable - 1)).VersionOf(ApiKey.Fetch));

    [Fact]
    public void What_cannot_be_asked_is_told_by_name()
    {
        var refusal = Assert.Throws<KafkaException>(static () => ServedApis.None.RequiredVersionOf(ApiKey.Fetch));

        Assert.Contains(nameof(ApiKey.Fetch), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apis_that_are_not_known_here_are_listed_too()
    {
        const ApiKey Unknown = (ApiKey)9_999;
        var served = new ServedApis([Announced(Unknown, 0, 1), Announced(ApiKey.Fetch, 4, 5)]);

        Assert.Equal([new ServedApi(ApiKey.Fetch, 4, 5), new ServedApi(Unknown, 0, 1)], served.All);
        Assert.Null(served.VersionOf(Unknown));
    }

    private static ServedApis Serving(short min, short max) => new([Announced(ApiKey.Fetch, min, max)]);

    private static ApiVersionsResponse.ApiVersion Announced(ApiKey key, short min, short max) =>
        new() { ApiKey = key, MinVersion = min, MaxVersion = max };
}
