using Garam.Protocol.Generator.Model;

namespace Garam.Protocol.Generator.Emitting;

/// <summary>Emits the least size of values on the wire, as constant expressions. Nested structures refer to their own constant.</summary>
internal static class SizeEmitter
{
    public static string Expression(MessageModel message)
    {
        // A structure whose fields all begin at version 16 does not exist in earlier ones.
        var first = message.Fields.Where(static f => !f.Versions.IsEmpty).Select(static f => f.Versions.First).DefaultIfEmpty(0).Min();
        var possible = message.Versions with { First = Math.Max(first, message.Versions.First) };
        var sizes = message.Fields
            .Where(f => !f.IsTagged && f.Versions.Contains(possible))
            .Select(static f => Value(f.Type, !f.Flexible.IsEmpty, !f.NullableVersions.IsEmpty))
            .ToList();
        if (message.Flexible.Contains(possible))
        {
            sizes.Add("1");
        }

        return sizes.Count == 0 ? "0" : string.Join(" + ", sizes);
    }

    /// <summary>Returns the least size of one element of an array of this type.</summary>
    public static string Element(TypeModel type, bool mayBeCompact) =>
        Value(type with { IsArray = false }, mayBeCompact, isNullable: false);

    private static string Value(TypeModel type, bool mayBeCompact, bool isNullable) => type switch
    {
        { IsArray: true } => mayBeCompact ? "1" : "4",
        { Kind: WireKind.Struct } => isNullable ? "1" : $"{type.Name}.WireSizeMin",
        { Kind: WireKind.String } => mayBeCompact ? "1" : "2",
        { Kind: WireKind.Bytes or WireKind.Records } => mayBeCompact ? "1" : "4",
        { Kind: WireKind.Int16 or WireKind.UInt16 } => "2",
        { Kind: WireKind.Int32 or WireKind.UInt32 } => "4",
        { Kind: WireKind.Int64 or WireKind.Float64 } => "8",
        { Kind: WireKind.Uuid } => "16",
        _ => "1",
    };
}
