using Garam.Cli.Terminal;
using Garam.Client.Errors;

namespace Garam.Cli.Connecting;

/// <summary>What to do when a cluster and this program do not trust each other.</summary>
internal static class AccessLine
{
    /// <summary>The fault in one line, with what to do about it.</summary>
    public static string Of(KafkaException fault)
    {
        var advice = Advice(fault);
        var line = FaultLine.OneLine(fault.Message);
        return advice.Length == 0 ? line : $"{line.TrimEnd('.')}: {advice}";
    }

    private static string Advice(KafkaException fault) => fault.Fault switch
    {
        KafkaFault.LoginRefused => $"check --user and the password ({SaslLogin.PasswordVariable}, --password-file).",
        KafkaFault.MechanismNotOffered => Offered(fault) is { } known ? $"try --sasl {known}." : "this program knows none of them.",
        KafkaFault.LoginNotOffered => "leave --sasl out, or take the listener that has it.",
        KafkaFault.BrokerNotProved => "is it the right broker?",
        KafkaFault.UnknownAuthority => "--ca FILE names the certificate of who signed it.",
        KafkaFault.WrongHost => "connect by a name that is in it, or give the server a certificate with this one.",
        KafkaFault.CertificateExpired => "the server needs a new one, unless the clock here is wrong.",
        KafkaFault.ClientCertificateRefused => "--cert FILE and --cert-key FILE say which one to show.",
        _ => "",
    };

    private static string? Offered(KafkaException fault) =>
        SaslLogin.Mechanisms.FirstOrDefault(known => fault.OfferedMechanisms.Contains(known, StringComparer.OrdinalIgnoreCase));
}
