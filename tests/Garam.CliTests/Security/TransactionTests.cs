using Garam.CliTests.Support;

namespace Garam.CliTests.Security;

/// <summary>Shows what <c>garam consume</c> prints of transactions that Kafka's own producer wrote.</summary>
public sealed class TransactionTests(SecuredKafka kafka)
{
    /// <summary>Two producers cross each other: offsets 3, 6, 7 and 9 are the ends of their transactions.</summary>
    [Theory]
    [InlineData("", "0 committed 0\n2 committed 2\n4 committed 4\n5 committed 5\n")]
    [InlineData("--isolation uncommitted", "0 committed 0\n1 aborted 1\n2 committed 2\n4 committed 4\n5 committed 5\n8 aborted 8\n")]
    [InlineData("--from 1 --until 5", "2 committed 2\n4 committed 4\n")]
    [InlineData("--from -5", "5 committed 5\n")]
    [InlineData("--count 3", "0 committed 0\n2 committed 2\n4 committed 4\n")]
    public async Task Aborted_records_are_left_out_unless_they_are_asked_for(string flags, string records) =>
        Assert.Equal(records, (await ConsumeAsync(SecuredKafka.CrossedTopic, flags)).ShouldSucceed().Output);

    [Fact]
    public async Task A_log_that_ends_with_aborted_records_comes_to_its_end() =>
        Assert.Equal("0 committed 0\n", (await ConsumeAsync(SecuredKafka.AbortedTopic, "--timeout 5s")).ShouldSucceed().Output);

    [Fact]
    public async Task An_open_transaction_is_the_end_of_what_is_committed()
    {
        Assert.Equal("0 committed 0\n", (await ConsumeAsync(SecuredKafka.OpenTopic, "--timeout 5s")).ShouldSucceed().Output);
        Assert.Equal(
            "0 committed 0\n2 open 2\n", (await ConsumeAsync(SecuredKafka.OpenTopic, "--isolation uncommitted")).ShouldSucceed().Output);
        Assert.Equal("0 committed 0\n", (await ConsumeAsync(SecuredKafka.OpenTopic, "--from -2")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task A_group_that_has_read_everything_has_no_lag_behind_aborted_records()
    {
        var garam = await kafka.ProgramAsync(Entrance.Plaintext);

        Assert.Equal("0 committed 0\n", (await ConsumeAsync(SecuredKafka.AbortedTopic, "--group reads-committed")).ShouldSucceed().Output);
        var described = (await garam.LineAsync("groups describe reads-committed --json")).ShouldSucceed();

        Assert.Contains("\"committed\":5", Dense(described.Output), StringComparison.Ordinal);
        Assert.Contains("\"lag\":0", Dense(described.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_that_does_not_exist_is_told() =>
        (await ConsumeAsync(SecuredKafka.OpenTopic, "--isolation comitted")).ShouldFail(2, "choose committed or uncommitted");

    private async Task<ToolResult> ConsumeAsync(string topic, string flags)
    {
        var garam = await kafka.ProgramAsync(Entrance.Plaintext);
        return await garam.RunAsync(["consume", topic, "--format", "%o %v\\n", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private static string Dense(string json) => json.Replace(" ", "", StringComparison.Ordinal);
}
