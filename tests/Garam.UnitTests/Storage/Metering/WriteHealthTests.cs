using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.Storage.Metering;
using Garam.UnitTests.Storage.Faults;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Storage.Metering;

public sealed class WriteHealthTests
{
    [Fact]
    public async Task Creates_that_fail_show_until_one_works_and_that_is_told()
    {
        var log = new RecordingLogger<WriteHealth>();
        var time = new ManualTimeProvider();
        var health = new WriteHealth(time, log);
        var plan = new ScriptedFaultPlan(StoreFault.FailBefore, StoreFault.FailBefore, StoreFault.None);
        await using var store = new MeteredObjectStore(
            new FaultyObjectStore(new MemoryObjectStore(), plan, new Random(1)), new StorageMetrics(new TestMeters()), time, health);

        Assert.Null(health.Fault);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await Assert.ThrowsAsync<GaramException>(async () => await store.CreateAsync("a", new byte[1], CancellationToken.None));
            Assert.NotNull(health.Fault);
        }

        Assert.Equal(PutOutcome.Created, await store.CreateAsync("a", new byte[1], CancellationToken.None));

        Assert.Null(health.Fault);
        Assert.Contains("after 2 failed creates", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Throttled_creates_show_once_none_has_worked_for_seconds()
    {
        var time = new ManualTimeProvider();
        var health = new WriteHealth(time, new RecordingLogger<WriteHealth>());
        var slowDown = new GaramException(ErrorKind.Throttled, "slow down");

        health.Failed(slowDown);
        time.Advance(TimeSpan.FromSeconds(2));
        health.Failed(slowDown);
        Assert.Null(health.Fault);

        health.Worked();
        time.Advance(TimeSpan.FromSeconds(2));
        health.Failed(slowDown);
        Assert.Null(health.Fault);

        time.Advance(TimeSpan.FromSeconds(3));
        health.Failed(slowDown);
        Assert.Equal("slow down", health.Fault);

        health.Worked();
        Assert.Null(health.Fault);
    }
}
