namespace Garam.Protocol.Generator.Model;

/// <param name="Versions">Versions with the field, within those of the message.</param>
/// <param name="Flexible">The versions in which lengths are compact.</param>
/// <param name="Tag">-1 for a field in the row.</param>
/// <param name="Default">The default of a tagged field as a C# literal; null where it is the empty or absent value of the type.</param>
internal sealed record FieldModel(
    string Name,
    TypeModel Type,
    VersionRange Versions,
    VersionRange NullableVersions,
    VersionRange Flexible,
    int Tag,
    string? Default)
{
    public bool IsTagged => Tag >= 0;
}
