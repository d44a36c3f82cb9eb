using System.Text.Json;
using System.Text.Json.Serialization;
using Garam.Protocol;

namespace Garam.Metadata.Readable;

/// <summary>Ids as Kafka's tools print them.</summary>
internal sealed class UuidText : JsonConverter<Uuid>
{
    public override Uuid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("What is made for people is not read back.");

    public override void Write(Utf8JsonWriter writer, Uuid value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
