using System.Text;
using Garam.Cli.Records.Input;

namespace Garam.UnitTests.Cli.Records;

public sealed class DelimitedReaderTests
{
    [Theory]
    [InlineData("", "\n")]
    [InlineData("\n", "\n", "")]
    [InlineData("a\nb\n", "\n", "a", "b")]
    [InlineData("a\n\nb", "\n", "a", "", "b")]
    [InlineData("a\r\nb", "\n", "a\r", "b")]
    [InlineData("a--b-c--", "--", "a", "b-c")]
    [InlineData("a\0b\0", "\0", "a", "b")]
    public async Task Lines_end_at_the_delimiter_or_at_the_end(string text, string delimiter, params string[] expected)
    {
        foreach (var portion in new[] { 1, 2, 3, 1000 })
        {
            using var stream = new PortionStream(Encoding.UTF8.GetBytes(text), portion);
            var reader = new DelimitedReader(stream, Encoding.UTF8.GetBytes(delimiter));
            Assert.Equal(expected, await ReadAsync(reader));
            Assert.Equal(expected.Length, reader.LineNumber);
            Assert.Equal(text.Length, reader.BytesTaken);
        }
    }

    [Fact]
    public async Task A_line_may_be_longer_than_the_buffer()
    {
        var expected = new[] { new string('a', 3_000_000), "b", new string('c', 1 << 20) };
        using var stream = new PortionStream(Encoding.UTF8.GetBytes(string.Join('\n', expected)), 100_000);
        Assert.Equal(expected, await ReadAsync(new DelimitedReader(stream, "\n"u8.ToArray())));
    }

    private static async Task<List<string>> ReadAsync(DelimitedReader reader)
    {
        List<string> lines = [];
        while (await reader.FillAsync(CancellationToken.None))
        {
            while (reader.TryTake(out var line))
            {
                lines.Add(Encoding.UTF8.GetString(line.Span));
            }
        }

        return lines;
    }

    /// <summary>A pipe that gives no more than so many bytes at once.</summary>
    private sealed class PortionStream(byte[] bytes, int portion) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, portion));
    }
}
