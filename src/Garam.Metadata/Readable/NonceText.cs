using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Garam.Metadata.Readable;

/// <summary>
/// Writes nonces as sixteen hexadecimal digits, because programs that keep numbers as doubles (JavaScript) would round them.
/// </summary>
public sealed class NonceText : JsonConverter<ulong>
{
    private static readonly Signed Long = new();

    /// <summary>Gets the options of <see cref="ReadableJson"/> with nonces as text.</summary>
    internal static JsonSerializerOptions Readable { get; } =
        new(ReadableJson.Default.Options) { TypeInfoResolver = ReadableJson.Default.WithAddedModifier(Modify) };

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("What is made for people is not read back.");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("x16", CultureInfo.InvariantCulture));

    /// <summary>Commands and rows keep nonces in signed fields, which are recognized by their names.</summary>
    private static void Modify(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(long) && property.Name.EndsWith("nonce", StringComparison.OrdinalIgnoreCase))
            {
                property.CustomConverter = Long;
            }
        }
    }

    private sealed class Signed : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("What is made for people is not read back.");

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
            writer.WriteStringValue(((ulong)value).ToString("x16", CultureInfo.InvariantCulture));
    }
}
