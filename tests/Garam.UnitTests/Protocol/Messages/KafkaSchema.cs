using System.Text.Json;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>Kafka's own message schemas, where the test assets have them.</summary>
internal static class KafkaSchema
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Null when the folder is absent.</summary>
    public static string? Folder
    {
        get
        {
            var assets = Environment.GetEnvironmentVariable("GARAM_TEST_ASSETS");
            var folder = Path.Combine(assets ?? "", "reference", "kafka-4.3-messages");
            return assets is not null && Directory.Exists(folder) ? folder : null;
        }
    }

    public static JsonElement Load(string message)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder!, message + ".json")), Options);
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement element, string name, string otherwise) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : otherwise;

    /// <summary>The fields of a structure that is declared apart because it is used more than once.</summary>
    public static JsonElement CommonFields(JsonElement message, string name) =>
        message.GetProperty("commonStructs").EnumerateArray().Single(s => s.GetProperty("name").GetString() == name).GetProperty("fields");
}
