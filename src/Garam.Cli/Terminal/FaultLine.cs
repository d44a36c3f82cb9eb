using Garam.Cli.Connecting;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Terminal;

/// <summary>Every fault that a command can meet, as an exit code and a line for a person.</summary>
internal static class FaultLine
{
    public static (int ExitCode, string Line, bool IsExpected) Of(Exception fault) => fault switch
    {
        CommandException expected => (expected.ExitCode, expected.Message, true),
        AccessException access => AccessLine.Of(access) is var (code, line) ? (code, line, true) : default,
        KafkaException refusal => (CodeOf(refusal.Code), OneLine(refusal.Message), true),
        TopicNotFoundException missing => (ExitCode.NotFound, OneLine(missing.Message), true),
        TimeoutException late => (ExitCode.Unreachable, OneLine(late.Message), true),
        NotSupportedException old when old.Message.StartsWith("The broker serves", StringComparison.Ordinal) => (ExitCode.Refused, old.Message, true),
        UnauthorizedAccessException denied => (ExitCode.Failed, OneLine(denied.Message), true),
        IOException io => (ExitCode.Failed, OneLine(io.Message), true),
        _ => (ExitCode.Failed, $"{fault.GetType().Name}: {OneLine(fault.Message)}", false),
    };

    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static int CodeOf(ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId or ErrorCode.GroupIdNotFound => ExitCode.NotFound,
        ErrorCode.RequestTimedOut => ExitCode.Unreachable,
        _ => ExitCode.Refused,
    };
}
