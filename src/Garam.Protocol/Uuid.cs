using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Garam.Protocol;

/// <summary>Kafka's 128-bit id (topic ids, directory ids): 16 bytes big-endian on the wire, 22 characters of base64url in text.</summary>
public readonly record struct Uuid(ulong High, ulong Low) : IComparable<Uuid>
{
    public const int Size = 16;

    private const int TextLength = 22;

    /// <summary>"No id" on the wire.</summary>
    public static Uuid Zero => default;

    /// <summary>The id that Kafka reserves for its metadata topic.</summary>
    private static Uuid One => new(0, 1);

    public bool IsZero => this == Zero;

    public static Uuid Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <summary>
    /// Creates a random id of the kind that Kafka makes: version 4, never a reserved one, never with a leading dash, which tools take for
    /// an option.
    /// </summary>
    public static Uuid Create(Random random)
    {
        Span<byte> bytes = stackalloc byte[Size];
        while (true)
        {
            random.NextBytes(bytes);
            bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
            bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
            var id = Read(bytes);
            if (!id.IsZero && id != One && id.ToString()[0] != '-')
            {
                return id;
            }
        }
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Uuid id)
    {
        id = default;
        if (text is not { Length: TextLength })
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size)
        {
            return false;
        }

        id = Read(bytes);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <summary>Orders ids as their bytes on the wire.</summary>
    public int CompareTo(Uuid other)
    {
        var high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    public static bool operator <(Uuid left, Uuid right) => left.CompareTo(right) < 0;

    public static bool operator <=(Uuid left, Uuid right) => left.CompareTo(right) <= 0;

    public static bool operator >(Uuid left, Uuid right) => left.CompareTo(right) > 0;

    public static bool operator >=(Uuid left, Uuid right) => left.CompareTo(right) >= 0;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
