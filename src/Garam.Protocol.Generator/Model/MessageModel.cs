namespace Garam.Protocol.Generator.Model;

/// <summary>Everything that the emitter needs to know of one attributed type, by value: no symbols, no syntax.</summary>
/// <param name="Containers">The declarations of the types around it, outermost first.</param>
/// <param name="Declaration">e.g. "partial class FetchRequest".</param>
/// <param name="IsOverride">The base class declares Read and Write.</param>
/// <param name="Key">The API key's number of a request or response.</param>
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
    public string HintName => string.Join(".", new[] { Namespace }.Concat(Containers.Select(static c => c.Split(' ').Last())).Append(Name)) + ".g.cs";
}

internal enum MessageForm
{
    /// <summary>Checks its version.</summary>
    Message,

    /// <summary>A class inside messages.</summary>
    StructClass,

    /// <summary>A value type inside messages: made whole by ReadFrom.</summary>
    StructValue,
}
