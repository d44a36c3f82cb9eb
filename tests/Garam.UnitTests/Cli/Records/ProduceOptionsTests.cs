using Garam.Cli.Records.Input;
using Garam.Cli.Records.Producing;

namespace Garam.UnitTests.Cli.Records;

public sealed class ProduceOptionsTests
{
    [Fact]
    public void The_time_limit_of_the_command_is_that_of_a_delivery()
    {
        var timeout = TimeSpan.FromSeconds(10);

        var options = ProduceJob.ToOptions(RequestOf(256 << 10), timeout, new DeliveryLedger());

        Assert.Equal((timeout, timeout, true), (options.DeliveryTimeout, options.RequestTimeout, options.RenewsDeliveryTimeout));
    }

    [Theory]
    [InlineData(1024, 1 << 20)]
    [InlineData(ProduceFlags.BatchBytesLimit, ProduceFlags.BatchBytesLimit)]
    public void The_buffer_has_room_for_the_largest_record(int batchBytes, int requestBytes)
    {
        var options = ProduceJob.ToOptions(RequestOf(batchBytes), TimeSpan.FromSeconds(1), new DeliveryLedger());

        Assert.Equal(requestBytes, options.RequestBytesMax);
        Assert.True(options.BufferBytesMax > options.RequestBytesMax);
    }

    private static ProduceRequest RequestOf(int batchBytes) =>
        new() { Topic = "t", Files = ["-"], Format = new RawInput(null, null), Delimiter = "\n"u8.ToArray(), BatchBytesMax = batchBytes };
}
