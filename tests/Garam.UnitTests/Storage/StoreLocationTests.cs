using Garam.Storage.Errors;
using Garam.Storage.Locations;

namespace Garam.UnitTests.Storage;

public sealed class StoreLocationTests
{
    [Theory]
    [InlineData("file:///var/lib/garam", "/var/lib/garam")]
    [InlineData("FILE:///a%20b", "/a b")]
    public void A_file_url_is_a_directory(string url, string path)
    {
        var location = StoreLocation.ParseUrl(url);

        Assert.Equal((StoreKind.Directory, path), (location.Kind, location.Path));
    }

    [Theory]
    [InlineData("garam-data", "is not a URL")]
    [InlineData("./garam-data", "is not a URL")]
    [InlineData("C:\\data", "is not a URL")]
    [InlineData("file:/var/lib/garam", "is not a URL")]
    [InlineData("", "is not a URL")]
    [InlineData("s3://bucket/prefix", "s3:// is not supported yet")]
    [InlineData("file://host/share", "file:// is not supported yet")]
    public void What_this_program_cannot_open_is_refused_with_what_it_can(string text, string message)
    {
        var fault = Assert.Throws<GaramException>(() => StoreLocation.ParseUrl(text));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("file:///", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_has_one_owner_and_is_not_asked_again()
    {
        var location = StoreLocation.OfDirectory("garam-data");

        Assert.True(location.IsExclusive);
        Assert.False(location.NeedsRetries);
        Assert.Equal("garam-data", location.ToString());
    }
}
