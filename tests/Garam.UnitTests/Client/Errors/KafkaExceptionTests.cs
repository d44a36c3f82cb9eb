using System.Net.Sockets;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Transport.Tls;

namespace Garam.UnitTests.Client.Errors;

public sealed class KafkaExceptionTests
{
    private static readonly HostPort Broker = new("broker", 9092);

    [Theory]
    [InlineData(SocketError.ConnectionRefused, KafkaFault.ConnectionRefused)]
    [InlineData(SocketError.HostNotFound, KafkaFault.HostNotFound)]
    [InlineData(SocketError.NoData, KafkaFault.HostNotFound)]
    [InlineData(SocketError.TryAgain, KafkaFault.HostNotFound)]
    [InlineData(SocketError.HostUnreachable, KafkaFault.NoRoute)]
    [InlineData(SocketError.NetworkUnreachable, KafkaFault.NoRoute)]
    [InlineData(SocketError.TimedOut, KafkaFault.HostSilent)]
    [InlineData(SocketError.AccessDenied, KafkaFault.ConnectFailed)]
    public void A_connection_that_cannot_be_made_has_its_reason(SocketError error, KafkaFault fault)
    {
        var cause = new ConnectException(Broker, error, new SocketException((int)error));

        var translated = KafkaException.Unanswered(new IOException("outer", cause), cause.Message, Broker);

        Assert.Equal((fault, Broker, true, true), (translated.Fault, translated.Broker, translated.IsUnanswered, translated.IsRetriable));
        Assert.Null(KafkaException.FindLasting(translated, Broker));
    }

    [Fact]
    public void A_stream_that_breaks_is_a_broken_connection()
    {
        var reset = new IOException("The connection is broken.", new SocketException((int)SocketError.ConnectionReset));

        Assert.Equal(KafkaFault.ConnectionBroken, KafkaException.Unanswered(reset, "x", Broker).Fault);
        Assert.Equal(KafkaFault.ConnectionBroken, KafkaException.Unanswered(null, "x", Broker).Fault);
    }

    [Theory]
    [InlineData(TlsFault.UnknownAuthority, KafkaFault.UnknownAuthority)]
    [InlineData(TlsFault.WrongHost, KafkaFault.WrongHost)]
    [InlineData(TlsFault.Expired, KafkaFault.CertificateExpired)]
    [InlineData(TlsFault.BadCertificate, KafkaFault.BadCertificate)]
    [InlineData(TlsFault.ClientRefused, KafkaFault.ClientCertificateRefused)]
    [InlineData(TlsFault.NoAgreement, KafkaFault.NoCommonTls)]
    public void A_certificate_that_is_refused_is_found_behind_the_broken_connection(TlsFault tls, KafkaFault fault)
    {
        var broken = KafkaException.Unanswered(new IOException("broken", new TlsException(tls, "why")), "outer", Broker);

        var lasting = KafkaException.FindLasting(broken, Broker);

        Assert.Equal(KafkaFault.ConnectionBroken, broken.Fault);
        Assert.Equal((fault, "why", false, false), (lasting!.Fault, lasting.Message, lasting.IsUnanswered, lasting.IsRetriable));
    }

    [Fact]
    public void A_handshake_that_fails_may_succeed_later()
    {
        var fault = KafkaException.Unanswered(new TlsException(TlsFault.NoHandshake, "no"), "no", Broker);

        Assert.Equal((KafkaFault.TlsNotSpoken, true), (fault.Fault, fault.IsRetriable));
        Assert.Null(KafkaException.FindLasting(fault, Broker));
    }

    [Theory]
    [InlineData(ErrorCode.NotLeaderOrFollower, true)]
    [InlineData(ErrorCode.TopicAlreadyExists, false)]
    public void A_refusal_is_retried_where_the_error_table_says_so(ErrorCode code, bool isRetriable)
    {
        var refusal = new KafkaException(code, "Asking");

        Assert.Equal(
            (KafkaFault.Refused, code, isRetriable, false), (refusal.Fault, refusal.Code, refusal.IsRetriable, refusal.IsUnanswered));
    }
}
