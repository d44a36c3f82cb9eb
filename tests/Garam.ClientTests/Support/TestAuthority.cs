using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garam.ClientTests.Support;

/// <summary>Signs certificates for one test run. Owns its own, and gives away the others.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _root;
    private int _issued;

    public TestAuthority(string name = "Test Authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = DateTimeOffset.UtcNow;
        _root = request.CreateSelfSigned(now.AddYears(-3), now.AddYears(3));
    }

    public string Pem => _root.ExportCertificatePem();

    public X509Certificate2Collection Certificates => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    /// <summary>Good for servers of these names and addresses, and for clients. The caller owns it.</summary>
    public X509Certificate2 Issue(IReadOnlyList<string> hosts, TimeSpan endsIn)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerUsage), new Oid(ClientUsage)], false));
        var ends = DateTimeOffset.UtcNow + endsIn;
        using var bare = request.Create(_root, ends.AddYears(-1), ends, BitConverter.GetBytes(++_issued));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>The certificate and its key, one behind the other.</summary>
    public static string PemOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    public void Dispose() => _root.Dispose();
}
