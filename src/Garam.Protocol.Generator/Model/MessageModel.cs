namespace Garam.Protocol.Generator.Model;

/// <summary>Everything that the emitter needs to know about one attributed type, by value: no symbols, no syntax.</summary>
/// <param name="Containers">The declarations of the types around it, outermost first.</param>
/// <param name="Declaration">e.g. "partial class FetchRequest".</param>
/// <param name="IsOverride">The base class declares Read and Write.</param>
/// <param name="Key">Number of the API key, for a request or response.</param>
internal sealed record MessageModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Declaration,
    string Name,
    MessageForm Form,
    bool IsOverride,
    int? Key,
    VersionRange Versions,
    VersionRange Flexible,
    EquatableArray<FieldModel> Fields)
{
    public string HintName =>
        string.Join(".", new[] { Namespace }.Concat(Containers.Select(static c => c.Split(' ').Last())).Append(Name)) + ".g.cs";
}

internal enum MessageForm
{
    /// <summary>A message, which checks its version.</summary>
    Message,

    /// <summary>A class inside messages.</summary>
    StructClass,

    /// <summary>A value type inside messages, which ReadFrom creates whole.</summary>
    StructValue,
}
