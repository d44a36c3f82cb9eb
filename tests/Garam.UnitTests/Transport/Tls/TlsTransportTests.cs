using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Garam.ClientTests.Support;
using Garam.Transport.Connections;
using Garam.Transport.InMemory;
using Garam.Transport.Tls;

namespace Garam.UnitTests.Transport.Tls;

/// <summary>TLS as a client, against the framework's own server over a network in memory.</summary>
public sealed class TlsTransportTests : IDisposable
{
    private const int Port = 9093;

    private readonly InMemoryTransport _network = new(new InMemoryTransportOptions(), TimeProvider.System);
    private readonly TestAuthority _authority = new();

    private TlsOptions Trusting => new() { Authorities = _authority.Certificates };

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Bytes_go_both_ways_in_any_slices()
    {
        await ServeAsync(_authority.Issue(["broker"], TimeSpan.FromDays(1)));
        await using var connection = await ConnectAsync("broker", Trusting);
        var random = new Random(1);
        var bytes = new byte[200_000];
        random.NextBytes(bytes);
        ReadOnlyMemory<byte>[] slices =
            [bytes.AsMemory(0, 3), default, bytes.AsMemory(3, 9_000), bytes.AsMemory(9_003, 9_000), bytes.AsMemory(18_003)];

        connection.ExpectAtLeast(64 * 1024);
        var sending = connection.SendAsync(slices, TestContext.Current.CancellationToken);
        await connection.WaitReadableAsync(1, TestContext.Current.CancellationToken);
        var echoed = await ReceiveAsync(connection, bytes.Length);
        await sending;

        Assert.Equal(bytes, echoed);
        Assert.True(connection.SentBytes > bytes.Length);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var stranger = new TestAuthority("Stranger");
        await ServeAsync(stranger.Issue(["broker"], TimeSpan.FromDays(1)));

        var fault = await RefusedAsync("broker", Trusting);

        Assert.Equal(TlsFault.UnknownAuthority, fault.Fault);
        Assert.Contains("CN=Stranger", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.IsLasting);
    }

    [Fact]
    public async Task Without_a_list_of_ours_the_systems_authorities_count()
    {
        await ServeAsync(_authority.Issue(["broker"], TimeSpan.FromDays(1)));

        Assert.Equal(TlsFault.UnknownAuthority, (await RefusedAsync("broker", new TlsOptions())).Fault);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_and_its_names_are_told()
    {
        await ServeAsync(_authority.Issue(["kafka-1.example", "10.0.0.7"], TimeSpan.FromDays(1)));

        var fault = await RefusedAsync("broker", Trusting);

        Assert.Equal(TlsFault.WrongHost, fault.Fault);
        Assert.Contains("kafka-1.example, 10.0.0.7", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_counts_as_a_host()
    {
        await ServeAsync(_authority.Issue(["127.0.0.1"], TimeSpan.FromDays(1)));

        await using var connection = await ConnectAsync("127.0.0.1", Trusting);

        await connection.SendAsync(["hello"u8.ToArray()], TestContext.Current.CancellationToken);
        Assert.Equal("hello"u8.ToArray(), await ReceiveAsync(connection, 5));
    }

    [Fact]
    public async Task A_certificate_whose_time_is_over_is_refused()
    {
        await ServeAsync(_authority.Issue(["broker"], TimeSpan.FromDays(-2)));

        var fault = await RefusedAsync("broker", Trusting);

        Assert.Equal(TlsFault.Expired, fault.Fault);
        Assert.Contains(DateTime.UtcNow.AddDays(-2).ToString("yyyy-MM-dd"), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_trusts_anybody_takes_any_certificate()
    {
        using var stranger = new TestAuthority("Stranger");
        await ServeAsync(stranger.Issue(["elsewhere"], TimeSpan.FromDays(-2)));

        await using var connection = await ConnectAsync("broker", new TlsOptions { TrustsAnybody = true });

        await connection.SendAsync(["hello"u8.ToArray()], TestContext.Current.CancellationToken);
        Assert.Equal("hello"u8.ToArray(), await ReceiveAsync(connection, 5));
    }

    [Fact]
    public async Task A_server_that_wants_a_certificate_gets_ours()
    {
        using var own = _authority.Issue(["ada"], TimeSpan.FromDays(1));
        var shown = new TaskCompletionSource<string?>();
        await ServeAsync(_authority.Issue(["broker"], TimeSpan.FromDays(1)), client => shown.TrySetResult(client?.Subject));

        await using var connection = await ConnectAsync("broker", new TlsOptions
        {
            Authorities = _authority.Certificates,
            Identity = SslStreamCertificateContext.Create(own, null, offline: true),
        });

        Assert.Equal("CN=ada", await shown.Task);
    }

    [Fact]
    public async Task A_listener_without_TLS_may_be_tried_again()
    {
        var listener = await _network.ListenAsync(new IPEndPoint(IPAddress.Loopback, Port), TestContext.Current.CancellationToken);
        _ = HangUpAsync(listener);

        var fault = await RefusedAsync("broker", Trusting);

        Assert.Equal(TlsFault.NoHandshake, fault.Fault);
        Assert.False(fault.IsLasting);
    }

    private static async Task HangUpAsync(IConnectionListener listener)
    {
        var connection = await listener.AcceptAsync(CancellationToken.None);
        _ = await connection!.ReceiveAsync(new byte[4], CancellationToken.None);
        connection.Abort();
    }

    private async Task<TlsException> RefusedAsync(string host, TlsOptions options) =>
        await Assert.ThrowsAsync<TlsException>(async () => await ConnectAsync(host, options));

    private ValueTask<IConnection> ConnectAsync(string host, TlsOptions options) =>
        new TlsTransport(_network, options).ConnectAsync(host, Port, TestContext.Current.CancellationToken);

    private static async Task<byte[]> ReceiveAsync(IConnection connection, int count)
    {
        var received = new byte[count];
        for (var length = 0; length < count;)
        {
            var more = await connection.ReceiveAsync(received.AsMemory(length), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, more);
            length += more;
        }

        return received;
    }

    /// <summary>Sends back whatever comes.</summary>
    private async Task ServeAsync(X509Certificate2 certificate, Action<X509Certificate2?>? onClient = null)
    {
        var listener = await _network.ListenAsync(new IPEndPoint(IPAddress.Loopback, Port), TestContext.Current.CancellationToken);
        _ = EchoAsync(listener, new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = onClient is not null,
            RemoteCertificateValidationCallback = (_, client, _, _) =>
            {
                onClient?.Invoke(client as X509Certificate2);
                return onClient is null || client is not null;
            },
        });
    }

    private static async Task EchoAsync(IConnectionListener listener, SslServerAuthenticationOptions options)
    {
        var connection = await listener.AcceptAsync(CancellationToken.None);
        await using var stream = new SslStream(new ConnectionStream(connection!));
        try
        {
            await stream.AuthenticateAsServerAsync(options);
            await stream.CopyToAsync(stream);
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            connection!.Abort();
        }
    }
}
