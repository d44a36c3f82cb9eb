using System.Security.Cryptography;
using System.Text;
using Garam.Client.Security;

namespace Garam.UnitTests.Client.Security;

/// <summary>The messages of RFC 7677, section 3, and what a broker could say instead.</summary>
public sealed class ScramExchangeTests
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void The_example_of_the_rfc_is_spoken_word_for_word()
    {
        var exchange = New();

        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Text(exchange.First()));
        Assert.Equal(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            Text(Answer(exchange, ServerFirst)!));
        Assert.False(exchange.IsComplete);
        Assert.Null(Answer(exchange, ServerFinal));
        Assert.True(exchange.IsComplete);
    }

    /// <summary>Computed with another implementation (Python's hashlib and hmac) of the same steps.</summary>
    [Fact]
    public void The_other_hash_is_longer_and_else_the_same()
    {
        var exchange = New(HashAlgorithmName.SHA512);
        exchange.First();

        Assert.EndsWith(
            "p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
            Text(Answer(exchange, ServerFirst)!), StringComparison.Ordinal);
        Assert.Null(Answer(exchange, "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="));
        Assert.True(exchange.IsComplete);
    }

    [Fact]
    public void Names_with_signs_of_the_syntax_are_written_otherwise() =>
        Assert.Equal("n,,n=a=3Db=2Cc,r=x", Text(new ScramExchange(HashAlgorithmName.SHA256, "a=b,c", "secret", "x").First()));

    [Theory]
    [InlineData("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "nonce")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "nonce")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=100", "100 iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999", "99999999 iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=?,i=4096", "base64")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx", "no 's'")]
    [InlineData("", "no 'r'")]
    public void A_first_message_that_is_not_in_order_ends_the_talk(string said, string says)
    {
        var exchange = New();
        exchange.First();

        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Answer(exchange, said)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "does not know the password itself")]
    [InlineData("v=AAAA", "does not know the password itself")]
    [InlineData("e=invalid-proof", "invalid-proof")]
    [InlineData("", "no 'v'")]
    public void A_broker_that_proves_nothing_is_not_believed(string said, string says)
    {
        var exchange = New();
        exchange.First();
        Answer(exchange, ServerFirst);

        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Answer(exchange, said)).Message, StringComparison.Ordinal);
        Assert.False(exchange.IsComplete);
    }

    private static ScramExchange New(HashAlgorithmName? hash = null) => new(hash ?? HashAlgorithmName.SHA256, "user", "pencil", Nonce);

    private static byte[]? Answer(ScramExchange exchange, string said) => exchange.Answer(Encoding.UTF8.GetBytes(said));

    private static string Text(byte[] message) => Encoding.UTF8.GetString(message);
}
