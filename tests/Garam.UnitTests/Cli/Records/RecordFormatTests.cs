using System.Buffers;
using System.Text;
using System.Text.Json;
using Garam.Cli.Records.Formats;
using Garam.Cli.Terminal;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Cli.Records;

public sealed class RecordFormatTests
{
    private const long TimestampMs = 1_769_860_800_123;

    [Theory]
    [InlineData("%t/%p@%o %T %k=%s|%v %K %S %V %h %H%%", "orders/3@17 1769860800123 id=value|value 2 5 5 a=1,b= 2%")]
    [InlineData("{topic}/{partition}@{offset} {timestamp} {time}", "orders/3@17 1769860800123 2026-01-31T12:00:00.123Z")]
    [InlineData("{key}={value} {key-size} {value-size} {headers} {header-count} {header:a}.", "id=value 2 5 a=1,b= 2 1.")]
    [InlineData("{key:hex} {value:base64}", "6964 dmFsdWU=")]
    [InlineData(@"a\tb\n\x41\\", "a\tb\nA\\")]
    [InlineData("""{"offset": %o, "n": {"k": "%k"}}""", """{"offset": 17, "n": {"k": "id"}}""")]
    [InlineData("{{key} { } ключ", "{key} { } ключ")]
    [InlineData("", "")]
    public void A_template_prints_what_it_names(string template, string expected) =>
        Assert.Equal(expected, Print(RecordFormats.Create(template, null, ""), Batch("id"u8, "value"u8)));

    [Theory]
    [InlineData(null, null, "value\n")]
    [InlineData("raw", null, "value\n")]
    [InlineData(null, @"\t", "id\tvalue\n")]
    [InlineData("hex", ":", "6964:76616c7565\n")]
    public void Without_a_template_values_come_one_a_line(string? format, string? separator, string expected) =>
        Assert.Equal(expected, Print(RecordFormats.Create(format, separator, ""), Batch("id"u8, "value"u8)));

    [Fact]
    public void What_is_not_there_is_shown_as_the_user_likes()
    {
        var builder = new BatchBuilder();
        builder.Append(TimestampMs, default(byte[]), null, []);
        Assert.Equal("NULL=NULL -1 -1 NULL", Print(RecordFormats.Create("%k=%v %K %V {header:x}", null, "NULL"), builder.ToArray()));
    }

    [Theory]
    [InlineData("%y", "there is no %y (write %% for a percent sign), at character 1 of '%y'")]
    [InlineData("ab%", "it ends with a single %, at character 3 of 'ab%'")]
    [InlineData("a {valeu}", "there is no {valeu}. Did you mean value?, at character 3 of 'a {valeu}'")]
    [InlineData("{header}", "{header} needs a name")]
    [InlineData("{offset:hex}", "{offset} cannot be followed by ':hex'")]
    [InlineData(@"\q", @"there is no escape \q")]
    [InlineData(@"\x4", @"\x needs two hexadecimal digits")]
    public void A_wrong_template_is_told_with_its_place(string template, string message)
    {
        var fault = Assert.Throws<CommandException>(() => RecordFormats.Create(template, null, ""));
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.StartsWith("--format: " + message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_says_of_each_field_whether_it_is_text()
    {
        using var line = JsonDocument.Parse(Print(RecordFormats.Create("json", null, ""), Batch("\"k\"\n"u8, [0xff, 0x00])));
        var record = line.RootElement;
        Assert.Equal("orders", record.GetProperty("topic").GetString());
        Assert.Equal(3, record.GetProperty("partition").GetInt32());
        Assert.Equal(17, record.GetProperty("offset").GetInt64());
        Assert.Equal(TimestampMs, record.GetProperty("timestamp").GetInt64());
        Assert.Equal("\"k\"\n", record.GetProperty("key").GetString());
        Assert.Equal([0xff, 0x00], record.GetProperty("valueBase64").GetBytesFromBase64());
        Assert.False(record.TryGetProperty("value", out _));
        Assert.Equal("""[{"key":"a","value":"1"},{"key":"b","value":null}]""", record.GetProperty("headers").GetRawText());
    }

    [Fact]
    public void Json_is_one_line_a_record() =>
        Assert.Equal(
            """{"topic":"orders","partition":3,"offset":17,"timestamp":1769860800123,"key":"id","value":"a\nb","headers":"""
                + """[{"key":"a","value":"1"},{"key":"b","value":null}]}""" + "\n",
            Print(RecordFormats.Create("json", null, ""), Batch("id"u8, "a\nb"u8)));

    private static byte[] Batch(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var builder = new BatchBuilder { BaseOffset = 17 };
        builder.Append(TimestampMs, key.ToArray(), value.ToArray(), new RecordHeader("a", "1"u8.ToArray()), new RecordHeader("b", null));
        return builder.ToArray();
    }

    private static string Print(IRecordFormat format, byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        using var batch = BatchReader.Open(bytes, int.MaxValue);
        var records = batch.ReadRecords();
        while (records.MoveNext())
        {
            format.Write(records.Current, new RecordOrigin("orders"u8.ToArray(), 3), output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
