using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Garam.Transport.Connections;

namespace Garam.Transport.Tls;

/// <summary>
/// The server end of a TLS connection. The handshake is a part of the first receive: the listener accepts others meanwhile, and the frame
/// server limits its time. A server sends nothing before it has received.
/// </summary>
internal sealed class AcceptedTlsConnection : IConnection
{
    private readonly TlsOptions _options;
    private readonly SslStream _stream;
    private readonly TlsConnection _encrypted;
    private bool _isAuthenticated;

    public AcceptedTlsConnection(IConnection inner, TlsOptions options)
    {
        _options = options;
        _stream = new SslStream(new ConnectionStream(inner), leaveInnerStreamOpen: true);
        _encrypted = new TlsConnection(inner, _stream);
    }

    public EndPoint? RemoteEndPoint => _encrypted.RemoteEndPoint;

    public long SentBytes => _encrypted.SentBytes;

    /// <exception cref="TlsException">The handshake failed.</exception>
    public async ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation)
    {
        await AuthenticateAsync(cancellation);
        return await _encrypted.WaitReadableAsync(bytes, cancellation);
    }

    /// <exception cref="TlsException">The handshake failed.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        await AuthenticateAsync(cancellation);
        return await _encrypted.ReceiveAsync(destination, cancellation);
    }

    public void ExpectAtLeast(int bytes) => _encrypted.ExpectAtLeast(bytes);

    public ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> slices, CancellationToken cancellation) =>
        _encrypted.SendAsync(slices, cancellation);

    public void Abort() => _encrypted.Abort();

    public ValueTask DisposeAsync() => _encrypted.DisposeAsync();

    private async ValueTask AuthenticateAsync(CancellationToken cancellation)
    {
        if (_isAuthenticated)
        {
            return;
        }

        var caller = $"caller at {RemoteEndPoint}";
        var check = new CertificateCheck(_options, $"the {caller}");
        try
        {
            var settings = new SslServerAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ServerCertificateContext = _options.Identity,
                ClientCertificateRequired = true,
                CertificateChainPolicy = check.CreatePolicy(),
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Accept(certificate, chain, errors),
            };
            await _stream.AuthenticateAsServerAsync(settings, cancellation);
            _isAuthenticated = true;
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            throw check.Fault ?? Explain(caller, fault);
        }
    }

    private static IOException Explain(string caller, Exception fault) => fault switch
    {
        _ when TlsAlert.IsAlert(fault) => new TlsException(
            TlsFault.ClientRefused, $"The {caller} refuses this process's certificate.", fault),
        AuthenticationException => new TlsException(TlsFault.NoHandshake, $"The {caller} does not speak TLS.", fault),

        // It hung up, or was cut.
        _ => (IOException)fault,
    };
}
