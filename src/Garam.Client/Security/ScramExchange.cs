using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Garam.Protocol;

namespace Garam.Client.Security;

/// <summary>
/// The client's half of SCRAM (RFC 5802, section 3) without channel binding, as in Kafka. Names and passwords are used as they are, because
/// Kafka does not prepare them either.
/// </summary>
internal sealed class ScramExchange(HashAlgorithmName hash, string user, string password, string nonce) : ISaslExchange
{
    /// <summary>Kafka stores no fewer. With less, a stolen answer would be easy to guess from.</summary>
    private const int IterationsMin = 4096;

    /// <summary>About a second of work. A broker that asks for more only wants to keep the client busy.</summary>
    private const int IterationsMax = 2_000_000;

    private const string Header = "n,,";

    /// <summary>The header in Base64.</summary>
    private const string Binding = "c=biws";

    private readonly string _firstBare = $"n={user.Replace(
        "=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";
    private byte[]? _serverSignature;

    public bool IsComplete { get; private set; }

    public byte[] First() => Encoding.UTF8.GetBytes(Header + _firstBare);

    public byte[]? Answer(ReadOnlySpan<byte> said)
    {
        var text = Encoding.UTF8.GetString(said);
        if (_serverSignature is null)
        {
            return Prove(text);
        }

        Verify(text);
        return null;
    }

    private byte[] Prove(string serverFirst)
    {
        var fields = serverFirst.Split(',');
        var (serverNonce, salt, rounds) = (Field(fields, 0, 'r'), FromBase64(Field(fields, 1, 's')), Field(fields, 2, 'i'));
        if (!serverNonce.StartsWith(nonce, StringComparison.Ordinal) || serverNonce.Length == nonce.Length)
        {
            throw new InvalidDataException("the broker's nonce does not begin with ours");
        }

        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < IterationsMin or > IterationsMax)
        {
            throw new InvalidDataException($"the broker wants {rounds} iterations, where {IterationsMin} to {IterationsMax} are accepted");
        }

        var finalBare = $"{Binding},r={serverNonce}";
        var spoken = Encoding.UTF8.GetBytes($"{_firstBare},{serverFirst},{finalBare}");
        var size = hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes : SHA512.HashSizeInBytes;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, hash, size);
        var proof = Hmac(salted, "Client Key"u8);
        var signature = Hmac(CryptographicOperations.HashData(hash, proof), spoken);
        for (var i = 0; i < proof.Length; i++)
        {
            proof[i] ^= signature[i];
        }

        _serverSignature = Hmac(Hmac(salted, "Server Key"u8), spoken);
        return Encoding.UTF8.GetBytes($"{finalBare},p={Convert.ToBase64String(proof)}");
    }

    private void Verify(string serverFinal)
    {
        var fields = serverFinal.Split(',');
        if (fields[0].StartsWith("e=", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"the broker says \"{fields[0][2..]}\"");
        }

        Invariant.Check(_serverSignature is not null);
        IsComplete = CryptographicOperations.FixedTimeEquals(FromBase64(Field(fields, 0, 'v')), _serverSignature)
            ? true
            : throw new InvalidDataException("the broker does not know the password itself: it is not the one that it seems to be");
    }

    private byte[] Hmac(byte[] key, ReadOnlySpan<byte> data) => CryptographicOperations.HmacData(hash, key, data);

    private static string Field(string[] fields, int index, char name) =>
        index < fields.Length && fields[index].Length > 2 && fields[index][0] == name && fields[index][1] == '='
            ? fields[index][2..]
            : throw new InvalidDataException($"the broker's message has no '{name}' where it belongs");

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException fault)
        {
            throw new InvalidDataException("the broker's message is not in base64 where it has to be", fault);
        }
    }
}
