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
    [InlineData("gs://bucket/prefix", "gs:// is not supported")]
    [InlineData("file://host/share", "file:// is not supported")]
    public void What_this_program_cannot_open_is_refused_with_what_it_can(string text, string message)
    {
        var fault = Assert.Throws<GaramException>(() => StoreLocation.ParseUrl(text));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("file:///", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_has_one_owner()
    {
        var location = StoreLocation.OfDirectory("garam-data");

        Assert.True(location.IsExclusive);
        Assert.Equal("garam-data", location.ToString());
    }

    [Fact]
    public void A_bucket_is_at_amazon_with_nothing_said()
    {
        var location = StoreLocation.ParseUrl("s3://my-bucket");

        Assert.Equal(StoreKind.S3, location.Kind);
        Assert.Equal(new S3Location { Bucket = "my-bucket", IsPathStyle = false }, location.S3);
        Assert.False(location.IsExclusive);
        Assert.Equal("s3://my-bucket", location.ToString());
    }

    [Fact]
    public void Everything_about_a_bucket_can_be_said()
    {
        var location = StoreLocation.ParseUrl(
            "s3://my-bucket/a/b/?endpoint=https%3A%2F%2Fminio%3A9000&region=eu-west-1&path-style=false"
                + "&sse=aws:kms&kms-key=arn:aws:kms:eu-west-1:1:key/2");

        Assert.Equal(
            new S3Location
            {
                Bucket = "my-bucket",
                Prefix = "a/b",
                Endpoint = new Uri("https://minio:9000"),
                Region = "eu-west-1",
                IsPathStyle = false,
                Encryption = S3Encryption.Kms,
                KmsKey = "arn:aws:kms:eu-west-1:1:key/2",
            },
            location.S3);
        Assert.Equal("s3://my-bucket/a/b", location.ToString());
    }

    [Theory]
    [InlineData("s3://my-bucket?endpoint=http://127.0.0.1:9000", true)]
    [InlineData("s3://my.bucket", true)]
    [InlineData("s3://my-bucket?region=eu-west-1", false)]
    public void Other_services_and_dotted_names_get_the_bucket_in_the_path(string url, bool isPathStyle) =>
        Assert.Equal(isPathStyle, StoreLocation.ParseUrl(url).S3.IsPathStyle);

    [Theory]
    [InlineData("s3://", "'' is not the name of a bucket")]
    [InlineData("s3:///prefix", "'' is not the name of a bucket")]
    [InlineData("s3://My_Bucket", "'My_Bucket' is not the name of a bucket")]
    [InlineData("s3://127.0.0.1/bucket", "'127.0.0.1' is not the name of a bucket")]
    [InlineData("s3://host:9000/bucket", "'host:9000' is not the name of a bucket")]
    [InlineData("s3://fast--usw2-az1--x-s3", "is a directory bucket")]
    [InlineData("s3://bucket/a//b", "the prefix 'a//b'")]
    [InlineData("s3://bucket/.a", "the prefix '.a'")]
    [InlineData("s3://bucket?endpiont=http://a", "there is no parameter 'endpiont'")]
    [InlineData("s3://bucket?region", "region= has no value")]
    [InlineData("s3://bucket?region=a&region=b", "region= is given twice")]
    [InlineData("s3://bucket?region=EU West", "region=EU West is not the name of a region")]
    [InlineData("s3://bucket?endpoint=minio:9000", "endpoint=minio:9000 is not http://HOST:PORT")]
    [InlineData("s3://bucket?endpoint=http://minio/path", "is not http://HOST:PORT")]
    [InlineData("s3://bucket?endpoint=http://user:secret@minio", "is not http://HOST:PORT")]
    [InlineData("s3://bucket?path-style=yes", "path-style=yes is neither true nor false")]
    [InlineData("s3://bucket?sse=kms", "sse=kms is neither AES256 nor aws:kms")]
    [InlineData("s3://bucket?kms-key=x", "kms-key= needs sse=aws:kms")]
    [InlineData("s3://bucket?sse=AES256&kms-key=x", "kms-key= needs sse=aws:kms")]
    public void A_wrong_part_of_a_bucket_s_url_is_named(string url, string message)
    {
        var fault = Assert.Throws<GaramException>(() => StoreLocation.ParseUrl(url));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("s3://bucket/prefix?endpoint=", fault.Message, StringComparison.Ordinal);
    }
}
