using System.Globalization;
using System.Text.RegularExpressions;
using Garam.Protocol;

namespace Garam.UnitTests.Protocol.Messages;

public sealed partial class ApiVersionTableTests
{
    [Fact]
    public void Ranges_are_what_Kafka_prints()
    {
        var printed = PrintedRange().Matches(GoldenFrame.ReadText("kafka-4.3.1-api-versions.txt"))
            .ToDictionary(
                m => (ApiKey)Number(m, "key"), m => (Number(m, "min"), m.Groups["max"].Success ? Number(m, "max") : Number(m, "min")));
        Assert.True(printed.Count > 60);
        foreach (var range in ApiVersionTable.All.Concat(ApiVersionTable.AskedOnly))
        {
            Assert.Equal((range.Key, printed[range.Key]), (range.Key, (range.Min, range.Max)));
        }
    }

    [Fact]
    public void Produce_is_announced_from_0_and_served_from_3()
    {
        var produce = ApiVersionTable.Find(ApiKey.Produce)!;
        Assert.Equal(0, produce.Min);
        Assert.False(produce.Serves(2));
        Assert.True(produce.Serves(3));
        Assert.True(produce.Serves(13));
        Assert.False(produce.Serves(14));
    }

    [Theory]
    [InlineData(ApiKey.Produce, 8, 1, 0)]
    [InlineData(ApiKey.Produce, 9, 2, 1)]
    [InlineData(ApiKey.ApiVersions, 2, 1, 0)]
    [InlineData(ApiKey.ApiVersions, 3, 2, 0)]
    [InlineData(ApiKey.ApiVersions, 99, 2, 0)]
    [InlineData(ApiKey.OffsetDelete, 0, 1, 0)]
    [InlineData(ApiKey.SaslHandshake, 1, 1, 0)]
    [InlineData(ApiKey.SaslAuthenticate, 1, 1, 0)]
    [InlineData(ApiKey.SaslAuthenticate, 2, 2, 1)]
    [InlineData((ApiKey)ApiVersionTable.PrivateKeyMin, 0, 2, 1)]
    [InlineData((ApiKey)(-1), 0, 1, 0)]
    [InlineData((ApiKey)999, 0, 1, 0)]
    public void Header_versions_follow_the_first_flexible_version(ApiKey key, short version, short request, short response)
    {
        Assert.Equal(request, ApiVersionTable.RequestHeaderVersion(key, version));
        Assert.Equal(response, ApiVersionTable.ResponseHeaderVersion(key, version));
    }

    [Theory]
    [InlineData((ApiKey)(-1))]
    [InlineData((ApiKey)93)]
    [InlineData(ApiKey.LeaderAndIsr)]
    public void Apis_without_messages_are_not_found(ApiKey key) => Assert.Null(ApiVersionTable.Find(key));

    private static short Number(Match match, string group) => short.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\w+\((?<key>\d+)\): (?<min>\d+)(?: to (?<max>\d+))? \[")]
    private static partial Regex PrintedRange();
}
