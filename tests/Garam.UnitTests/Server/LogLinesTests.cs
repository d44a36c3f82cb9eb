using Garam.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Server;

public sealed class LogLinesTests
{
    [Fact]
    public void An_entry_is_one_line_and_obeys_no_name_in_it()
    {
        var writer = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(
            LogLevel.Warning, "Garam.Groups", new EventId(7), "Group a\u001b[2J\nforged", new IOException("b\u009b"), (state, _) => state);

        new LogLines().Write(entry, null, writer);

        var line = writer.ToString();
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line[..^1], char.IsControl);
        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Garam\.Groups\[7\] Group a\\x1B\[2J forged System\.IO\.IOException: b\\x9B$",
            line[..^1]);
    }
}
