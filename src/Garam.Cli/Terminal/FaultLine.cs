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
        KafkaException client => (CodeOf(client), AccessLine.Of(client), true),
        UnauthorizedAccessException denied => (ExitCode.Failed, OneLine(denied.Message), true),
        IOException io => (ExitCode.Failed, OneLine(io.Message), true),
        _ => (ExitCode.Failed, $"{fault.GetType().Name}: {OneLine(fault.Message)}", false),
    };

    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static int CodeOf(KafkaException fault) => fault.Fault switch
    {
        KafkaFault.Refused => CodeOf(fault.Code),
        KafkaFault.TopicNotFound => ExitCode.NotFound,
        KafkaFault.NoCommonVersion or KafkaFault.LoginRefused or KafkaFault.MechanismNotOffered or KafkaFault.LoginNotOffered
            or KafkaFault.ClientCertificateRefused => ExitCode.Refused,

        // A broker that this side does not trust is as good as not reached.
        KafkaFault.BrokerNotProved or KafkaFault.UnknownAuthority or KafkaFault.WrongHost or KafkaFault.CertificateExpired
            or KafkaFault.BadCertificate or KafkaFault.NoCommonTls or KafkaFault.DeliveryTimedOut => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };

    private static int CodeOf(ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId or ErrorCode.GroupIdNotFound => ExitCode.NotFound,
        ErrorCode.RequestTimedOut => ExitCode.Unreachable,
        _ => ExitCode.Refused,
    };
}
