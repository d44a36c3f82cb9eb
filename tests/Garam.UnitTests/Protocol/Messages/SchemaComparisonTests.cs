using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>Every field of every message against Kafka's schemas: name, order, type, versions, nullability, tag, default.</summary>
public sealed class SchemaComparisonTests
{
    /// <summary>One row without the schemas: it is skipped, and says so once.</summary>
    public static TheoryData<string> MessagesToCompare =>
        KafkaSchema.Folder is null ? new TheoryData<string>("every message") : MessageCatalog.Names;

    [Theory]
    [MemberData(nameof(MessagesToCompare))]
    public void Message_is_what_the_schema_says(string name)
    {
        if (KafkaSchema.Folder is null)
        {
            Assert.Skip("GARAM_TEST_ASSETS has no reference/kafka-4.3-messages.");
        }

        var schema = KafkaSchema.Load(name);
        var type = MessageCatalog.Find(name);
        var attribute = MessageCatalog.Attribute(type);
        Assert.Equal(schema.Text("validVersions", ""), attribute.Versions);
        Assert.Equal(schema.Text("flexibleVersions", ""), attribute.Flexible);
        Assert.Equal(schema.Text("apiKey", ""), ((short?)attribute.Key)?.ToString(CultureInfo.InvariantCulture) ?? "");
        var interfaces = (type.IsAssignableTo(typeof(IRequest)), type.IsAssignableTo(typeof(IResponse)));
        Assert.Equal((schema.Text("type", "") == "request", schema.Text("type", "") == "response"), interfaces);
        Compare(schema, schema.GetProperty("fields"), type);
    }

    [Fact]
    public void Announced_apis_have_both_messages()
    {
        foreach (var range in ApiVersionTable.All.Concat(ApiVersionTable.AskedOnly))
        {
            foreach (var kind in new[] { "Request", "Response" })
            {
                var attribute = MessageCatalog.Attribute(MessageCatalog.Find(range.Key + kind));
                var versions = SchemaRange.Parse(attribute.Versions);
                Assert.Equal(range.Key, attribute.Key);
                Assert.Equal(range.Decodable, versions.First);
                Assert.True(range.Max <= versions.Last, $"{range.Key} announces {range.Max} and decodes {versions.Last}.");
                Assert.Equal(range.Flexible ?? 0, SchemaRange.Parse(attribute.Flexible).First);
            }
        }
    }

    private static void Compare(JsonElement message, JsonElement fields, Type type)
    {
        var ours = MessageCatalog.Fields(type).ToList();
        var theirs = fields.EnumerateArray().ToList();
        Assert.Equal(theirs.Select(f => PropertyName(f.GetProperty("name").GetString()!)), ours.Select(f => f.Property.Name));
        var defaults = Activator.CreateInstance(type)!;
        foreach (var (field, (property, attribute)) in theirs.Zip(ours))
        {
            var at = $"{type.Name}.{property.Name}";
            Assert.Equal((at, field.Text("versions", "")), (at, attribute.Versions));
            Assert.Equal((at, field.Text("nullableVersions", "none")), (at, attribute.Nullable));
            Assert.Equal((at, field.Text("tag", "-1")), (at, attribute.Tag.ToString(CultureInfo.InvariantCulture)));
            Assert.Equal((at, field.Text("taggedVersions", attribute.Versions)), (at, attribute.Versions));
            Assert.Equal((at, field.Text("flexibleVersions", "")), (at, attribute.Flexible ?? ""));
            Assert.Equal((at, Default(field)), (at, Default(property.GetValue(defaults), attribute)));
            CompareType(message, field, property.PropertyType, at);
        }
    }

    private static void CompareType(JsonElement message, JsonElement field, Type type, string at)
    {
        var name = field.GetProperty("type").GetString()!;
        Assert.Equal((at, name.StartsWith("[]", StringComparison.Ordinal)), (at, type.IsArray));
        var element = type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
        var elementName = name.TrimStart('[', ']');
        if (element.GetCustomAttribute<WireStructAttribute>() is null)
        {
            Assert.Equal((at, elementName), (at, KafkaName(element)));
            return;
        }

        Assert.True(char.IsUpper(elementName[0]), at);
        Compare(message, field.TryGetProperty("fields", out var fields) ? fields : KafkaSchema.CommonFields(message, elementName), element);
    }

    /// <summary>Two of Kafka's fields begin with a small letter; properties never do.</summary>
    private static string PropertyName(string field) => char.ToUpperInvariant(field[0]) + field[1..];

    private static string KafkaName(Type type) => type switch
    {
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(sbyte) => "int8",
        _ when type == typeof(short) || type == typeof(ErrorCode) || type == typeof(ApiKey) => "int16",
        _ when type == typeof(int) => "int32",
        _ when type == typeof(long) => "int64",
        _ when type == typeof(string) => "string",
        _ when type == typeof(Uuid) => "uuid",
        _ when type == typeof(ReadOnlyMemory<byte>) => "bytes",
        _ when type == typeof(RecordSlices) => "records",
        _ => type.Name,
    };

    private static string Default(JsonElement field)
    {
        var type = field.GetProperty("type").GetString()!;
        var text = field.Text("default", "").ToLowerInvariant();
        return type switch
        {
            "records" => "null",
            _ when type.StartsWith("[]", StringComparison.Ordinal) || type is "string" or "bytes" => text,
            _ when char.IsUpper(type[0]) => text == "null" || field.TryGetProperty("tag", out _) ? "null" : "",
            "bool" => text == "true" ? "true" : "false",
            "uuid" => "0",
            _ when text.StartsWith("0x", StringComparison.Ordinal) =>
                long.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
            _ => text.Length == 0 ? "0" : text,
        };
    }

    /// <summary>A tagged structure is null when it is absent; Kafka has an object of defaults there.</summary>
    private static string Default(object? value, FieldAttribute attribute) => value switch
    {
        null or RecordSlices { IsNull: true } => "null",
        bool flag => flag ? "true" : "false",
        Uuid id => id.IsZero ? "0" : id.ToString(),
        string text => text,
        ReadOnlyMemory<byte> { IsEmpty: true } => "",
        IList { Count: 0 } => "",
        Enum code => Convert.ToInt64(code, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ when value.GetType().GetCustomAttribute<WireStructAttribute>() is not null && attribute.Tag < 0 => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
