using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

public sealed class MessageRoundTripTests
{
    private const int MessagesPerVersion = 20;

    [Theory]
    [MemberData(nameof(MessageCatalog.Names), MemberType = typeof(MessageCatalog))]
    public void Every_version_reads_back_what_it_wrote(string name)
    {
        var type = MessageCatalog.Find(name);
        foreach (var version in MessageCatalog.Versions(type))
        {
            var random = new Random(version + 1);
            for (var i = 0; i < MessagesPerVersion; i++)
            {
                var message = new RandomMessage(random, version).Create(type);
                var bytes = WireEncoding.ToBytes(message, version);
                var reader = new WireReader(bytes);
                var read = MessageCatalog.Create(type);
                read.Read(ref reader, version);
                reader.ExpectEnd();
                Assert.Equal(MessageText.Of(message), MessageText.Of(read));
                Assert.Equal(bytes, WireEncoding.ToBytes(read, version));
            }
        }
    }

    [Theory]
    [MemberData(nameof(MessageCatalog.Names), MemberType = typeof(MessageCatalog))]
    public void A_version_outside_the_schema_is_malformed(string name)
    {
        var type = MessageCatalog.Find(name);
        foreach (var version in new[]
        {
            (short)(MessageCatalog.Versions(type).First() - 1), (short)(MessageCatalog.Versions(type).Last() + 1),
        })
        {
            Assert.Throws<MalformedRequestException>(() => WireEncoding.ToBytes(MessageCatalog.Create(type), version));
            Assert.Throws<MalformedRequestException>(() =>
            {
                var reader = new WireReader(new byte[64]);
                MessageCatalog.Create(type).Read(ref reader, version);
            });
        }
    }
}
