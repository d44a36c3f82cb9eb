using System.Text;
using Garam.Cli.Records.Input;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Cli.Records;

public sealed class TemplateInputTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("%v", "a b", null, "a b")]
    [InlineData("%k:%v", "k:v:w", "k", "v:w")]
    [InlineData(@"%k\t%v\n", "k\tv", "k", "v")]
    [InlineData("<{key}>{value}!", "<k>v!", "k", "v")]
    [InlineData("{key:hex} {value:base64}", "6b76 dg==", "kv", "v")]
    [InlineData("%k=%v", "=", "", "")]
    [InlineData("%k=%v", "NIL=NIL", null, null)]
    [InlineData("{{%k}%v", "{k}v", "k", "v")]
    public void Fields_lie_between_the_text_of_the_template(string template, string line, string? key, string? value)
    {
        Assert.Null(Create(template).Parse(Encoding.UTF8.GetBytes(line), out var record));
        Assert.Equal((key, value), (Text(record.Key), Text(record.Value)));
    }

    [Fact]
    public void Everything_about_a_record_can_be_said()
    {
        Assert.Null(Create("%p,%T,{header:a},{header:b},%v").Parse("3,12,x,,v"u8.ToArray(), out var record));
        Assert.Equal((3, 12L), (record.Partition, record.TimestampMs));
        Assert.Equal([("a", "x"), ("b", "")], record.Headers!.Select(header => (header.Key, Text(header.Value))));

        Assert.Null(Create("{time} %v").Parse("1970-01-02 v"u8.ToArray(), out record));
        Assert.Equal(86_400_000, record.TimestampMs);
    }

    [Theory]
    [InlineData("%k:%v", "k", "there is no ':' after its key")]
    [InlineData("<%v>", "v>", "'<' is not where the template has it")]
    [InlineData("<%v>", "<v>!", "it continues after the end of the template")]
    [InlineData("%p %v", "x v", "'x' is not the number of a partition")]
    [InlineData("%T %v", "x v", "'x' is not a time")]
    [InlineData("{key:hex} %v", "6 v", "its key is not made of pairs of hexadecimal digits")]
    [InlineData("{value:base64}", "a", "its value is not base64")]
    public void A_line_that_does_not_fit_is_told(string template, string line, string fault) =>
        Assert.Equal(fault, Create(template).Parse(Encoding.UTF8.GetBytes(line), out _));

    [Theory]
    [InlineData("%k%v", "there has to be text between two fields")]
    [InlineData("%o %v", "the other fields can only be printed")]
    [InlineData("%v %v", "a field occurs twice")]
    [InlineData("%T {time} %v", "a field occurs twice")]
    [InlineData("%%", "there is no field in it")]
    [InlineData("%y", "there is no %y")]
    public void A_template_that_no_line_can_fit_is_refused(string template, string says)
    {
        var fault = Assert.Throws<CommandException>(() => Create(template));
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    private static TemplateInput Create(string template) => TemplateInput.Create(template, "\n"u8.ToArray(), "NIL"u8.ToArray(), Now);

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } text ? Encoding.UTF8.GetString(text.Span) : null;
}
