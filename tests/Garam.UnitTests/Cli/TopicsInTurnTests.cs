using Garam.Cli.Terminal;
using Garam.Cli.Topics;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.UnitTests.Cli;

/// <summary>When one of several topics is refused, the line says what became of the others.</summary>
public sealed class TopicsInTurnTests
{
    [Theory]
    [InlineData("a", "Creating topic 'a': INVALID_CONFIG. Not tried: b, c.")]
    [InlineData("b", "Creating topic 'b': INVALID_CONFIG. Already created: a. Not tried: c.")]
    [InlineData("c", "Creating topic 'c': INVALID_CONFIG. Already created: a, b.")]
    public async Task A_refusal_ends_it_and_says_where(string refused, string says)
    {
        List<string> done = [];

        var fault = await Assert.ThrowsAsync<CommandException>(
            () => TopicsInTurn.RunAsync(["a", "b", "c"], "created", name => DoAsync(name, refused, done)));

        Assert.Equal((ExitCode.Refused, says), (fault.ExitCode, fault.Message));
        Assert.Equal(done, new[] { "a", "b", "c" }.TakeWhile(name => name != refused));
    }

    [Fact]
    public async Task A_check_that_fails_says_that_nothing_was_done()
    {
        var fault = await Assert.ThrowsAsync<CommandException>(
            () => TopicsInTurn.CheckAsync(["a", "b"], "created", name => DoAsync(name, "b", [])));

        Assert.Equal("Creating topic 'b': INVALID_CONFIG. None of the 2 topics was created.", fault.Message);
    }

    [Fact]
    public async Task One_topic_has_no_others() =>
        await Assert.ThrowsAsync<KafkaException>(() => TopicsInTurn.RunAsync(["a"], "created", name => DoAsync(name, "a", [])));

    private static Task DoAsync(string name, string refused, List<string> done)
    {
        if (name == refused)
        {
            return Task.FromException(new KafkaException(ErrorCode.InvalidConfig, $"Creating topic '{name}'"));
        }

        done.Add(name);
        return Task.CompletedTask;
    }
}
