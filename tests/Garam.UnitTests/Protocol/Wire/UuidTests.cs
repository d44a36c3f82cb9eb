using Garam.Protocol;

namespace Garam.UnitTests.Protocol.Wire;

public sealed class UuidTests
{
    [Fact]
    public void Text_is_base64url_of_the_bytes_on_the_wire()
    {
        var id = new Uuid(0xFBEFBE0000000000, 0x00000000000000FF);
        Assert.Equal("----AAAAAAAAAAAAAAAA_w", id.ToString());
        Assert.True(Uuid.TryParse("----AAAAAAAAAAAAAAAA_w", out var parsed));
        Assert.Equal(id, parsed);
        var bytes = new byte[Uuid.Size];
        id.Write(bytes);
        Assert.Equal("FBEFBE000000000000000000000000FF", Convert.ToHexString(bytes));
        Assert.Equal(id, Uuid.Read(bytes));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAA AAAAAAAAAAA")]
    [InlineData("AAAAAAAAAA+AAAAAAAAAAA")]
    public void Other_texts_are_not_ids(string? text) => Assert.False(Uuid.TryParse(text, out _));

    [Fact]
    public void Created_ids_are_version_4_and_never_look_like_an_option()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var id = Uuid.Create(random);
            Assert.Equal(4u, (id.High >> 12) & 0xF);
            Assert.NotEqual('-', id.ToString()[0]);
        }

        Assert.Equal(Uuid.Create(new Random(5)), Uuid.Create(new Random(5)));
    }

    [Fact]
    public void Order_is_that_of_the_bytes() =>
        Assert.True(new Uuid(1, ulong.MaxValue) < new Uuid(0x8000000000000000, 0) && new Uuid(1, 1) < new Uuid(1, 2));
}
