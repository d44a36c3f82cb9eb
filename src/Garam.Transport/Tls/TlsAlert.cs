using System.Security.Cryptography;

namespace Garam.Transport.Tls;

/// <summary>
/// Finds an alert from the other end (RFC 8446, section 6). The framework has no type for one, but hands on OpenSSL's error number. For a
/// received alert the number is the library and the reason, which is 1000 and the alert's own number (SSL_AD_REASON_OFFSET). TLS libraries
/// other than OpenSSL do not tell.
/// </summary>
internal static class TlsAlert
{
    private const int Library = 20;
    private const int ReasonOffset = 1000;
    private const int ReasonMask = 0xFFF;

    /// <summary>bad_certificate to certificate_unknown, unknown_ca, access_denied and certificate_required.</summary>
    private static readonly int[] AboutCertificates = [42, 43, 44, 45, 46, 48, 49, 116];

    public static bool IsAlert(Exception? fault) => Find(fault) is not null;

    public static bool IsAboutCertificate(Exception? fault) => Find(fault) is { } alert && AboutCertificates.Contains(alert);

    /// <summary>Returns the alert's number, or null for any other fault.</summary>
    private static int? Find(Exception? fault) => fault switch
    {
        null => null,
        CryptographicException { HResult: var number } when IsOfTheLibrary(number)
            && (number & ReasonMask) - ReasonOffset is >= 0 and <= byte.MaxValue and var alert => alert,
        _ => Find(fault.InnerException),
    };

    /// <summary>OpenSSL 3 has the library's number in bits 23 to 30, OpenSSL 1.1 in the highest byte.</summary>
    private static bool IsOfTheLibrary(int number) =>
        ((number >> 23) & byte.MaxValue) == Library || (number >> 24 & byte.MaxValue) == Library;
}
