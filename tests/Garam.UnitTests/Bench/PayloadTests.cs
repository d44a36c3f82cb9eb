using System.IO.Compression;
using System.Text;
using Garam.Bench.Payloads;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Bench;

public sealed class PayloadTests
{
    [Fact]
    public void The_seed_decides_the_values()
    {
        byte[] Values(int seed)
        {
            var source = new RandomPayload(1_000, 0.3, seed);
            return [.. Enumerable.Range(0, 20).SelectMany(_ => source.Next().ToArray())];
        }

        Assert.Equal(Values(1), Values(1));
        Assert.NotEqual(Values(1), Values(2));
    }

    [Theory]
    [InlineData(0, 0.99, 1.05)]
    [InlineData(0.5, 0.45, 0.60)]
    [InlineData(0.9, 0.08, 0.22)]
    [InlineData(1, 0, 0.02)]
    public void Values_compress_as_asked(double share, double ratioMin, double ratioMax)
    {
        var source = new RandomPayload(4_096, share, seed: 3);
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var index = 0; index < 50; index++)
            {
                deflate.Write(source.Next().Span);
            }
        }

        Assert.InRange(compressed.Length / (50.0 * 4_096), ratioMin, ratioMax);
    }

    [Fact]
    public void Lines_come_in_turn_and_each_client_begins_elsewhere()
    {
        var lines = LinesPayload.FromBytes(Encoding.UTF8.GetBytes("one\r\ntwo\n\nthree\nfour"))!;

        Assert.Equal(["one", "two", "three", "four", "one"], Take(lines, 5));
        Assert.Equal(["three", "four", "one"], Take(lines.ForClient(1, 2), 3));
        Assert.Null(LinesPayload.FromBytes("\n\r\n"u8.ToArray()));
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_told_in_a_line()
    {
        var fault = Assert.Throws<CommandException>(() => LinesPayload.Load("/nowhere/at/all.log"));
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.StartsWith("--payload-file: /nowhere/at/all.log cannot be read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stamps_are_read_by_their_own_run_only()
    {
        var writer = new StampWriter(42);
        var value = writer.Over("a value that is longer than a stamp"u8.ToArray(), 7, 8);

        Assert.Equal("a value that is longer than a stamp".Length, value.Length);
        Assert.True(RecordStamp.TryRead(value.Span, 42, out var stamp));
        Assert.Equal(new RecordStamp(42, 7, 8), stamp);
        Assert.False(RecordStamp.TryRead(value.Span, 43, out _));
        Assert.Equal(RecordStamp.SizeBytes, writer.Over("x"u8.ToArray(), 1, 2).Length);
        Assert.False(RecordStamp.TryRead("short"u8, 42, out _));
        Assert.Equal("x"u8.ToArray(), new StampWriter(null).Over("x"u8.ToArray(), 1, 2).ToArray());
    }

    private static string[] Take(IPayloadSource source, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetString(source.Next().Span))];
}
