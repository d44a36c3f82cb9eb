using Garam.Broker.Topics;
using Garam.UnitTests.Broker.Support;
using Microsoft.Extensions.Logging;

namespace Garam.UnitTests.Broker.Admin;

public sealed class CompactionNoticeTests
{
    [Fact]
    public void A_compacted_topic_is_named_in_the_log_once_and_no_client_can_fill_the_log()
    {
        var leader = new StateGateway();
        var log = new Lines();
        var notice = new CompactionNotice(leader.Replica, log);
        leader.CreateTopic("kept", 1);
        leader.CreateTopic("compacted", 1, ("cleanup.policy", "compact,delete"));
        foreach (var name in new[] { "kept", "compacted", "compacted", "missing" })
        {
            notice.Configured(name);
        }

        Assert.StartsWith(
            "Warning: Topic compacted has the cleanup policy \"compact\", but Garam does not compact topics yet",
            Assert.Single(log.Written), StringComparison.Ordinal);
        for (var i = 0; i < 500; i++)
        {
            leader.CreateTopic($"t{i}", 1, ("cleanup.policy", "compact"));
            notice.Configured($"t{i}");
        }

        Assert.Equal(100, log.Written.Count);
    }

    [Fact]
    public void A_store_with_compacted_topics_is_told_of_at_the_start()
    {
        var leader = new StateGateway();
        var log = new Lines();
        var notice = new CompactionNotice(leader.Replica, log);
        leader.CreateTopic("kept", 1);
        notice.Started();
        Assert.Empty(log.Written);

        leader.CreateTopic("b", 1, ("cleanup.policy", "compact"));
        leader.CreateTopic("a", 1, ("cleanup.policy", "compact"));
        notice.Started();
        Assert.Equal(
            "Warning: 2 topics have the cleanup policy \"compact\", the first of them a. Garam does not compact topics yet and keeps every "
                + "record of them.",
            Assert.Single(log.Written));
    }

    private sealed class Lines : ILogger<CompactionNotice>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
