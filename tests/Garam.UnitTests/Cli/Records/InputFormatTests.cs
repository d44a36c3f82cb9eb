using System.Text;
using Garam.Cli.Records.Input;

namespace Garam.UnitTests.Cli.Records;

public sealed class InputFormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void A_raw_line_is_a_value() => Assert.Equal((null, "a b\r"), Parse(new RawInput(null, null), "a b\r"));

    [Theory]
    [InlineData("k:v", "k", "v")]
    [InlineData(":v", "", "v")]
    [InlineData("k:", "k", "")]
    [InlineData("k:a:b", "k", "a:b")]
    [InlineData("k:NIL", "k", null)]
    [InlineData("k:NILS", "k", "NILS")]
    public void A_separator_ends_the_key(string line, string key, string? value) =>
        Assert.Equal((key, value), Parse(new RawInput(":"u8.ToArray(), "NIL"u8.ToArray()), line));

    [Fact]
    public void A_line_without_its_separator_is_wrong() =>
        Assert.Equal("it has no key separator '||'", Fault(new RawInput("||"u8.ToArray(), null), "k|v"));

    [Theory]
    [InlineData("6b: 76 61\t6C \r", "k", "val")]
    [InlineData(":", "", "")]
    [InlineData("6b:-", "k", null)]
    public void Hex_is_pairs_of_digits(string line, string key, string? value) =>
        Assert.Equal((key, value), Parse(new HexInput(":"u8.ToArray(), "-"u8.ToArray()), line));

    [Theory]
    [InlineData("0")]
    [InlineData("0g")]
    [InlineData("0x41")]
    public void Other_text_is_not_hex(string line) =>
        Assert.Equal("it is not made of pairs of hexadecimal digits", Fault(new HexInput(null, null), line));

    [Theory]
    [InlineData("""{"value":"v"}""", null, "v")]
    [InlineData("""{"key":"k","value":"a\n\u00e9\""}""", "k", "a\né\"")]
    [InlineData("""{"key":null,"value":null}""", null, null)]
    [InlineData("""{"key":7,"value":{"a": [1, 2]}}""", "7", """{"a": [1, 2]}""")]
    [InlineData("""{"keyBase64":"aw==","valueBase64":"dg=="}""", "k", "v")]
    [InlineData("""{"topic":"t","offset":5,"value":true}""", null, "true")]
    public void Json_fields_are_text_or_json_of_their_own(string line, string? key, string? value) =>
        Assert.Equal((key, value), Parse(new JsonInput(Now), line));

    [Fact]
    public void Json_says_everything_about_a_record()
    {
        var format = new JsonInput(Now);
        var line =
            """
            {"value":"v","partition":2,"timestamp":"1970-01-02",
             "headers":[{"key":"a","value":"1"},{"key":"a","valueBase64":"Mg=="},{"key":"b","value":null}]}
            """.Replace("\n", "", StringComparison.Ordinal);
        Assert.Null(format.Parse(Encoding.UTF8.GetBytes(line), out var record));
        Assert.Equal(2, record.Partition);
        Assert.Equal(86_400_000, record.TimestampMs);
        Assert.Equal([("a", "1"), ("a", "2"), ("b", null)], record.Headers!.Select(header => (header.Key, Text(header.Value))));

        Assert.Null(format.Parse("""{"value":"v","timestamp":12,"headers":{"x":"y","z":1}}"""u8.ToArray(), out record));
        Assert.Equal(12, record.TimestampMs);
        Assert.Equal([("x", "y"), ("z", "1")], record.Headers!.Select(header => (header.Key, Text(header.Value))));
    }

    [Theory]
    [InlineData("", "it is not valid JSON")]
    [InlineData("{\"value\":", "it is not valid JSON")]
    [InlineData("[1]", "it is not a JSON object")]
    [InlineData("{} x", "it is not valid JSON at byte 4")]
    [InlineData("{}", "it has no value (write null for a tombstone)")]
    [InlineData("""{"vaule":"v"}""", "there is no field 'vaule'. Did you mean value?")]
    [InlineData("""{"value":"v","partition":-1}""", "partition is not a partition number")]
    [InlineData("""{"value":"v","timestamp":"soon"}""", "timestamp is neither")]
    [InlineData("""{"value":"v","headers":[1]}""", "headers are neither")]
    [InlineData("""{"value":"v","headers":[{"value":"no key"}]}""", "headers are neither")]
    [InlineData("""{"valueBase64":"?"}""", "valueBase64 is not Base64")]
    [InlineData("""{"value":"\ud800"}""", "it holds a string that cannot be written as UTF-8")]
    public void Wrong_json_is_told(string line, string fault) =>
        Assert.StartsWith(fault, Fault(new JsonInput(Now), line), StringComparison.Ordinal);

    private static (string? Key, string? Value) Parse(IInputFormat format, string line)
    {
        Assert.Null(format.Parse(Encoding.UTF8.GetBytes(line), out var record));
        return (Text(record.Key), Text(record.Value));
    }

    private static string Fault(IInputFormat format, string line) =>
        Assert.IsType<string>(format.Parse(Encoding.UTF8.GetBytes(line), out _));

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } memory ? Encoding.UTF8.GetString(memory.Span) : null;
}
