using Garam.Hosting;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging;

namespace Garam.UnitTests.Server;

public sealed class BriefTracesTests
{
    private readonly RecordingLogger<BriefTracesTests> _written = new();

    [Fact]
    public void The_stack_of_a_fault_that_lasts_is_written_once()
    {
        using var logs = new BriefTraces(new Factory(_written));
        var log = logs.CreateLogger("Garam.Test");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Tell(log, 1, Thrown("the disk is full"));
        }

        Assert.Equal(3, _written.Lines.Count);
        Assert.Single(_written.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
        Assert.Contains("   at ", _written.Lines.First(), StringComparison.Ordinal);
        Assert.EndsWith(
            "IOException: the disk is full ---> InvalidOperationException: below", _written.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_message_or_another_place_writes_its_own()
    {
        using var logs = new BriefTraces(new Factory(_written));
        Tell(logs.CreateLogger("Garam.Test"), 1, Thrown("a"));
        Tell(logs.CreateLogger("Garam.Test"), 2, Thrown("a"));
        Tell(logs.CreateLogger("Garam.Other"), 1, Thrown("a"));

        Assert.All(_written.Lines, line => Assert.Contains("   at ", line, StringComparison.Ordinal));
    }

    private static void Tell(ILogger log, int id, Exception fault) =>
        log.Log(LogLevel.Error, id, "failed", fault, static (state, _) => state);

    private static IOException Thrown(string message)
    {
        try
        {
            throw new IOException(message, new InvalidOperationException("below"));
        }
        catch (IOException fault)
        {
            return fault;
        }
    }

    private sealed class Factory(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
