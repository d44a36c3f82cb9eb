using Garam.Hosting;
using Garam.Storage.Errors;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Server;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(null, null, 20_000)]
    [InlineData(null, 1_048_576L, 20_000)]
    [InlineData(null, 20_000L, 20_000 - OpenFiles.Reserve)]
    [InlineData(20_000, 20_000L, 20_000 - OpenFiles.Reserve)]
    [InlineData(50_000, 1_048_576L, 50_000)]
    [InlineData(10, 522L, 10)]
    public void Connections_never_take_the_files_that_the_process_itself_needs(int? wanted, long? limit, int expected) =>
        Assert.Equal(expected, OpenFiles.Connections(wanted, limit, NullLogger.Instance));

    [Fact]
    public void A_limit_that_leaves_next_to_nothing_is_refused_with_what_is_needed()
    {
        var fault = Assert.Throws<GaramException>(() => OpenFiles.Connections(1000, 256, NullLogger.Instance));
        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains(
            $"Raise the limit (ulimit -n, LimitNOFILE=) to {1000 + OpenFiles.Reserve}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_of_this_process_is_known()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        Assert.InRange(OpenFileLimit.Read() ?? int.MaxValue, 64, int.MaxValue);
    }
}
