using Garam.Cli.Terminal;
using Garam.Client.Errors;

namespace Garam.Cli.Connecting;

/// <summary>What to do when a cluster and this program do not trust each other.</summary>
internal static class AccessLine
{
    public static (int ExitCode, string Line) Of(AccessException access)
    {
        var advice = Advice(access);
        var line = FaultLine.OneLine(access.Message);
        return (CodeOf(access.Fault), advice.Length == 0 ? line : $"{line.TrimEnd('.')}: {advice}");
    }

    private static string Advice(AccessException access) => access.Fault switch
    {
        AccessFault.WrongCredentials => $"check --user and the password ({SaslLogin.PasswordVariable}, --password-file).",
        AccessFault.MechanismNotOffered => Offered(access) is { } known ? $"try --sasl {known}." : "this program knows none of them.",
        AccessFault.NoAuthentication => "leave --sasl out, or take the listener that has it.",
        AccessFault.BrokerNotProved => "is it the right broker?",
        AccessFault.UnknownAuthority => "--ca FILE names the certificate of who signed it.",
        AccessFault.WrongHost => "connect by a name that is in it, or give the server a certificate with this one.",
        AccessFault.Expired => "the server needs a new one, unless the clock here is wrong.",
        AccessFault.ClientCertificateRefused => "--cert FILE and --cert-key FILE say which one to show.",
        _ => "",
    };

    private static string? Offered(AccessException access) =>
        SaslLogin.Mechanisms.FirstOrDefault(known => access.Offered.Contains(known, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whom this side does not trust is as good as not reached.</summary>
    private static int CodeOf(AccessFault fault) => fault switch
    {
        AccessFault.WrongCredentials or AccessFault.MechanismNotOffered or AccessFault.NoAuthentication or AccessFault.ClientCertificateRefused => ExitCode.Refused,
        _ => ExitCode.Unreachable,
    };
}
