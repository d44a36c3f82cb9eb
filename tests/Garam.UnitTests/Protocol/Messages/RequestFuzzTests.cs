using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>Whatever bytes come, a decoder parses them or calls them malformed, and takes memory in proportion to them.</summary>
public sealed class RequestFuzzTests
{
    private const int RandomFrames = 300;
    private const int MutatedMessages = 8;
    private const int MutationsPerMessage = 40;

    /// <summary>
    /// The worst ratio of objects to bytes: a structure of three one-byte lengths becomes an object, its place in an array and an
    /// empty array or string, and arrays of them nest.
    /// </summary>
    private const int AllocationFactor = 64;

    private const int AllocationFloor = 16 * 1024;

    [Theory]
    [MemberData(nameof(MessageCatalog.Names), MemberType = typeof(MessageCatalog))]
    public void Random_bytes_parse_or_are_malformed(string name)
    {
        var type = MessageCatalog.Find(name);
        foreach (var version in MessageCatalog.Versions(type))
        {
            var random = new Random((version * 31) + 7);
            for (var i = 0; i < RandomFrames; i++)
            {
                var bytes = new byte[random.Next(400)];
                random.NextBytes(bytes);
                Read(type, version, bytes);
            }
        }
    }

    [Theory]
    [MemberData(nameof(MessageCatalog.Names), MemberType = typeof(MessageCatalog))]
    public void Truncated_messages_are_malformed(string name)
    {
        var type = MessageCatalog.Find(name);
        foreach (var version in MessageCatalog.Versions(type))
        {
            var bytes = WireEncoding.ToBytes(new RandomMessage(new Random(version), version).Create(type), version);
            for (var length = 0; length < bytes.Length; length += 1 + (bytes.Length / 200))
            {
                Assert.False(Read(type, version, bytes[..length]), $"v{version}: {length} of {bytes.Length} bytes were accepted.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(MessageCatalog.Names), MemberType = typeof(MessageCatalog))]
    public void Flipped_bits_parse_or_are_malformed(string name)
    {
        var type = MessageCatalog.Find(name);
        foreach (var version in MessageCatalog.Versions(type))
        {
            var random = new Random(version + 1000);
            for (var i = 0; i < MutatedMessages; i++)
            {
                var bytes = WireEncoding.ToBytes(new RandomMessage(random, version).Create(type), version);
                for (var j = 0; j < MutationsPerMessage && bytes.Length > 0; j++)
                {
                    var mutated = bytes.ToArray();
                    mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                    Read(type, version, mutated);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(MessageCatalog.Names), MemberType = typeof(MessageCatalog))]
    public void Runs_of_one_byte_parse_or_are_malformed(string name)
    {
        var type = MessageCatalog.Find(name);
        foreach (var version in MessageCatalog.Versions(type))
        {
            foreach (var value in new byte[] { 0x00, 0x01, 0x02, 0x7F, 0x80, 0xFF })
            {
                var bytes = new byte[4096];
                bytes.AsSpan().Fill(value);
                Read(type, version, bytes);
            }
        }
    }

    private static bool Read(Type type, short version, byte[] bytes)
    {
        var message = MessageCatalog.Create(type);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var parsed = true;
        try
        {
            var reader = new WireReader(bytes);
            message.Read(ref reader, version);
        }
        catch (MalformedRequestException)
        {
            parsed = false;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(
            allocated <= AllocationFloor + (AllocationFactor * (long)bytes.Length),
            $"v{version}: {bytes.Length} bytes made {allocated} bytes of objects.");
        return parsed;
    }
}
