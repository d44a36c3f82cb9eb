using Garam.Protocol.Checksums;
using Garam.Storage;

namespace Garam.UnitTests.Storage;

public sealed class ContentChecksumTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100_001)]
    public void It_is_the_checksum_that_the_protocol_has(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);

        Assert.Equal(Crc32C.Compute(content), ContentChecksum.Of(content));
    }
}
