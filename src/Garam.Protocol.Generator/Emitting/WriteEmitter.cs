using Garam.Protocol.Generator.Model;
using Garam.Protocol.Generator.Parsing;

namespace Garam.Protocol.Generator.Emitting;

/// <summary>Emits Write, the mirror of Read.</summary>
internal static class WriteEmitter
{
    public static void Emit(SourceBuilder source, MessageModel message)
    {
        var modifier = message.IsOverride ? "override " : message.Form == MessageForm.StructValue ? "readonly " : "";
        source.Open($"public {modifier}void Write(ref {MessageEmitter.Wire}.WireWriter writer, short version)");
        MessageEmitter.CheckVersion(source, message);
        MessageEmitter.DeclareFlexible(source, message);
        MessageEmitter.EmitRow(source, message, field => EmitField(source, message, field));
        EmitTags(source, message);
        source.Close();
    }

    private static void EmitField(SourceBuilder source, MessageModel message, FieldModel field)
    {
        var compact = MessageEmitter.Compact(message, field);
        var nullable = VersionConditions.In(field.NullableVersions, field.Versions);
        if (field.Type.IsArray)
        {
            EmitArray(source, field, compact, nullable);
            return;
        }

        if (nullable == VersionConditions.Never || field.Type.Kind == WireKind.Records)
        {
            source.Line(Value(field.Type, NotNull(field), compact));
            return;
        }

        MessageEmitter.OpenIf(source, nullable);
        EmitNullable(source, field, compact);
        MessageEmitter.CloseIf(source, nullable);
        if (nullable != VersionConditions.Always)
        {
            source.Open("else");
            source.Line(Value(field.Type, NotNull(field), compact));
            source.Close();
        }
    }

    private static void EmitNullable(SourceBuilder source, FieldModel field, string compact)
    {
        if (field.Type.Kind != WireKind.Struct)
        {
            source.Line($"writer.WriteNullable{field.Type.Kind}({field.Name}, {compact});");
            return;
        }

        source.Open($"if ({field.Name} is {{ }} present)");
        source.Line("writer.WriteInt8(1);");
        source.Line("present.Write(ref writer, version);");
        source.Close();
        source.Open("else");
        source.Line("writer.WriteInt8(-1);");
        source.Close();
    }

    /// <summary>Emits the value of a property that may be null, for a version without null.</summary>
    private static string NotNull(FieldModel field) => field.Type.IsNullable
        ? $"{field.Name} ?? throw {MessageEmitter.Wire}.WireFault.NullInVersion(\"{field.Name}\", version)"
        : field.Name;

    private static void EmitArray(SourceBuilder source, FieldModel field, string compact, string nullable)
    {
        var element = field.Type with { IsArray = false, IsNullable = false };
        var items = "items" + field.Name;
        var (length, loop) = nullable == VersionConditions.Never
            ? ("", items)
            : ("?", $"{items} ?? global::System.Array.Empty<{element.Name}>()");
        var value = nullable switch
        {
            VersionConditions.Never => NotNull(field),
            VersionConditions.Always => field.Name,
            _ => $"{nullable} ? {field.Name} : {NotNull(field)}",
        };
        source.Line($"var {items} = {value};");
        source.Line($"writer.WriteCount({items}{length}.Length{(length.Length > 0 ? " ?? -1" : "")}, {compact});");
        source.Open($"foreach (var item in {loop})");
        source.Line(Value(element, "item", compact));
        source.Close();
    }

    private static string Value(TypeModel type, string expression, string compact)
    {
        if (type.Name == WireNames.ErrorCode)
        {
            return $"writer.WriteErrorCode({expression});";
        }

        var value = type.EnumBase is null ? expression : $"({type.EnumBase}){expression}";
        return type.Kind switch
        {
            WireKind.String or WireKind.Bytes or WireKind.Records => $"writer.Write{type.Kind}({value}, {compact});",
            WireKind.Struct => $"{(value.Contains(' ') ? $"({value})" : value)}.Write(ref writer, version);",
            _ => $"writer.Write{type.Kind}({value});",
        };
    }

    private static void EmitTags(SourceBuilder source, MessageModel message)
    {
        var condition = MessageEmitter.HasTags(message);
        if (condition == VersionConditions.Never)
        {
            return;
        }

        MessageEmitter.OpenIf(source, condition);
        var tagged = message.Fields.Where(static f => f.IsTagged && !f.Versions.IsEmpty).OrderBy(static f => f.Tag).ToArray();
        if (tagged.Length == 0)
        {
            source.Line("writer.WriteTagCount(0);");
        }
        else
        {
            EmitTagged(source, message, tagged);
        }

        MessageEmitter.CloseIf(source, condition);
    }

    /// <summary>Tagged fields are written only where they differ from their default.</summary>
    private static void EmitTagged(SourceBuilder source, MessageModel message, FieldModel[] tagged)
    {
        foreach (var field in tagged)
        {
            var condition = VersionConditions.In(field.Versions, message.Flexible);
            var present = condition == VersionConditions.Always ? IsPresent(field) : $"{condition} && {IsPresent(field)}";
            source.Line($"var has{field.Name} = {present};");
        }

        source.Line($"writer.WriteTagCount({string.Join(" + ", tagged.Select(static f => $"(has{f.Name} ? 1 : 0)"))});");
        foreach (var field in tagged)
        {
            source.Open($"if (has{field.Name})");
            source.Line($"var start{field.Name} = writer.BeginTag({field.Tag});");
            if (field.Type is { Kind: WireKind.Struct, IsArray: false })
            {
                source.Open($"if ({field.Name} is {{ }} present)");
                source.Line("present.Write(ref writer, version);");
                source.Close();
            }
            else
            {
                EmitField(source, message, field);
            }

            source.Line($"writer.EndTag(start{field.Name});");
            source.Close();
        }
    }

    private static string IsPresent(FieldModel field) => field.Type switch
    {
        { IsNullable: true } => $"{field.Name} is not null",
        { IsArray: true } => $"{field.Name}.Length != 0",
        { Kind: WireKind.Bytes } => $"!{field.Name}.IsEmpty",
        { Kind: WireKind.Records } => $"!{field.Name}.IsNull",
        { Kind: WireKind.String } => $"{field.Name} != {field.Default ?? "\"\""}",
        { EnumBase: not null } => $"{field.Name} != ({field.Type.Name})({field.Default ?? "0"})",
        _ => $"{field.Name} != {field.Default ?? "default"}",
    };
}
