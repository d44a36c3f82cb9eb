using System.Net;
using System.Net.Security;
using Garam.ClientTests.Support;
using Garam.Transport.Connections;
using Garam.Transport.InMemory;
using Garam.Transport.Tls;

namespace Garam.UnitTests.Transport.Tls;

/// <summary>Both ends of mutual TLS, over a network in memory.</summary>
public sealed class TlsListenerTests : IDisposable
{
    private const int Port = 9192;

    private readonly InMemoryTransport _network = new(new InMemoryTransportOptions(), TimeProvider.System);
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Two_ends_of_one_authority_understand_each_other()
    {
        var accepting = AcceptAsync();
        await using var caller = await new TlsTransport(_network, Of(_authority)).ConnectAsync("peer", Port, Cancellation);
        await caller.SendAsync(["hello"u8.ToArray()], Cancellation);

        Assert.Equal(5, await accepting);
    }

    [Fact]
    public async Task A_caller_of_another_authority_is_refused()
    {
        using var stranger = new TestAuthority("Stranger");
        var trusting = new TlsOptions { Authorities = _authority.Certificates, Identity = Of(stranger).Identity };

        Assert.Equal(TlsFault.UnknownAuthority, await RefusalAsync(new TlsTransport(_network, trusting)));
    }

    [Fact]
    public async Task A_caller_without_a_certificate_is_refused() => Assert.Equal(
        TlsFault.BadCertificate,
        await RefusalAsync(new TlsTransport(_network, new TlsOptions { Authorities = _authority.Certificates })));

    [Fact]
    public async Task A_caller_without_TLS_is_refused() => Assert.Equal(TlsFault.NoHandshake, await RefusalAsync(_network));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<TlsFault> RefusalAsync(ITransport callers)
    {
        var accepting = AcceptAsync();
        await using var caller = await callers.ConnectAsync("peer", Port, Cancellation);
        var sending = caller.SendAsync(["a request in plain bytes"u8.ToArray()], Cancellation).AsTask();
        var refusal = await Assert.ThrowsAsync<TlsException>(() => accepting);

        // A TLS 1.3 client may send before the server has judged its certificate (RFC 8446, 4.4.4): the refusal may overtake the request.
        Assert.True(await Record.ExceptionAsync(() => sending) is null or IOException);
        return refusal.Fault;
    }

    /// <summary>Serves one connection as far as its first bytes.</summary>
    private async Task<int> AcceptAsync()
    {
        var transport = new TlsTransport(_network, Of(_authority));
        await using var listener = await transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, Port), Cancellation);
        await using var connection = await listener.AcceptAsync(Cancellation);
        return await connection!.ReceiveAsync(new byte[5], Cancellation);
    }

    private static TlsOptions Of(TestAuthority authority) => new()
    {
        Authorities = authority.Certificates,
        Identity = SslStreamCertificateContext.Create(authority.Issue(["peer"], TimeSpan.FromDays(1)), null, offline: true),
    };
}
