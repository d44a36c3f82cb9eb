using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Garam.Transport.Connections;

namespace Garam.Transport.Tls;

/// <summary>TLS 1.2 and 1.3 over the connections of another transport. It owns nothing.</summary>
public sealed class TlsTransport(ITransport inner, TlsOptions options) : ITransport
{
    /// <summary>Serves callers whose certificates are signed by the authorities of the options, and no others.</summary>
    public async ValueTask<IConnectionListener> ListenAsync(EndPoint endPoint, CancellationToken cancellation) =>
        options is { Identity: not null, Authorities: not null, TrustsAnybody: false }
            ? new TlsListener(await inner.ListenAsync(endPoint, cancellation), options)
            : throw new NotSupportedException("A TLS listener needs a certificate of its own, and authorities to check its callers by.");

    /// <exception cref="TlsException">The connection was made, and the handshake failed.</exception>
    public async ValueTask<IConnection> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var connection = await inner.ConnectAsync(host, port, cancellation);
        try
        {
            return await ShakeHandsAsync(connection, host, port, cancellation);
        }
        catch
        {
            connection.Abort();
            await connection.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<TlsConnection> ShakeHandsAsync(IConnection connection, string host, int port, CancellationToken cancellation)
    {
        var check = new CertificateCheck(options, $"{host}:{port}");
        var stream = new SslStream(new ConnectionStream(connection), leaveInnerStreamOpen: true);
        try
        {
            var settings = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateContext = options.Identity,
                CertificateChainPolicy = check.CreatePolicy(),
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Accept(certificate, chain, errors),
            };
            await stream.AuthenticateAsClientAsync(settings, cancellation);
            return new TlsConnection(connection, stream);
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw check.Fault ?? Explain($"{host}:{port}", fault);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static TlsException Explain(string address, Exception fault) => fault switch
    {
        _ when TlsAlert.IsAboutCertificate(fault) => new TlsException(
            TlsFault.ClientRefused, $"{address} refuses this client's certificate, or wants one.", fault),
        _ when TlsAlert.IsAlert(fault) => new TlsException(
            TlsFault.NoAgreement, $"{address} and this client agree on no version or cipher of TLS.", fault),
        _ => new TlsException(TlsFault.NoHandshake, $"{address} does not answer in TLS.", fault),
    };
}
