namespace Garam.Transport.Tls;

/// <summary>What the system's TLS library says of an alert from the other end (RFC 8446, section 6), which the framework hands on as text only.</summary>
internal static class TlsAlert
{
    private static readonly string[] CertificateAlerts =
        ["alert bad certificate", "alert certificate required", "alert unknown ca", "alert certificate unknown", "alert certificate expired", "alert unsupported certificate", "alert access denied"];

    public static bool IsAlert(Exception? fault) => Contains(fault, "alert");

    public static bool IsAboutCertificate(Exception? fault) => Array.Exists(CertificateAlerts, alert => Contains(fault, alert));

    private static bool Contains(Exception? fault, string text) =>
        fault is not null && (fault.Message.Contains(text, StringComparison.OrdinalIgnoreCase) || Contains(fault.InnerException, text));
}
