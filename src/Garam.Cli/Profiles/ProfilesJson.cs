using System.Text.Json.Serialization;

namespace Garam.Cli.Profiles;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ProfileList))]
internal sealed partial class ProfilesJson : JsonSerializerContext;
