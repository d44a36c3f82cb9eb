using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Commands;

/// <summary>Turns every fault that a command can meet into an exit code and a line for people.</summary>
internal static class FaultLine
{
    public static (int ExitCode, string Line, bool IsExpected) Of(Exception fault) => fault switch
    {
        CommandException expected => (expected.ExitCode, expected.Message, true),
        KafkaException client => (CodeOf(client), WithAdvice(client), true),
        UnauthorizedAccessException denied => (ExitCode.Failed, Printable.OneLine(denied.Message), true),
        IOException io => (ExitCode.Failed, Printable.OneLine(io.Message), true),
        _ => (ExitCode.Failed, $"{fault.GetType().Name}: {Printable.OneLine(fault.Message)}", false),
    };

    private static int CodeOf(KafkaException fault) => fault.Fault switch
    {
        KafkaFault.Refused => CodeOf(fault.Code),
        KafkaFault.TopicNotFound => ExitCode.NotFound,
        KafkaFault.NoCommonVersion or KafkaFault.LoginRefused or KafkaFault.MechanismNotOffered or KafkaFault.LoginNotOffered
            or KafkaFault.ClientCertificateRefused => ExitCode.Refused,

        // A broker that this side does not trust counts as unreachable.
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

    private static string WithAdvice(KafkaException fault)
    {
        var advice = Advice(fault);
        var line = Printable.OneLine(fault.Message);
        return advice.Length == 0 ? line : $"{line.TrimEnd('.')}: {advice}";
    }

    /// <summary>Says what to do when a cluster and this program do not trust each other.</summary>
    private static string Advice(KafkaException fault) => fault.Fault switch
    {
        KafkaFault.LoginRefused => $"check --user and the password ({SaslLogin.PasswordVariable}, --password-file).",
        KafkaFault.MechanismNotOffered => Offered(fault) is { } known ? $"try --sasl {known}." : "garam supports none of them.",
        KafkaFault.LoginNotOffered => "leave --sasl out, or use a listener that asks for a login.",
        KafkaFault.BrokerNotProved => "is it the right broker?",
        KafkaFault.UnknownAuthority => "--ca FILE names the certificate of the authority that signed it.",
        KafkaFault.WrongHost => "connect by a name that is in it, or give the server a certificate for this name.",
        KafkaFault.CertificateExpired => "the server needs a new one, unless the clock of this machine is wrong.",
        KafkaFault.ClientCertificateRefused => "--cert FILE and --cert-key FILE name the one to present.",
        _ => "",
    };

    private static string? Offered(KafkaException fault) =>
        SaslLogin.Mechanisms.FirstOrDefault(known => fault.OfferedMechanisms.Contains(known, StringComparer.OrdinalIgnoreCase));
}
