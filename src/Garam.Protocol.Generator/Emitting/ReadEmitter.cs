using Garam.Protocol.Generator.Model;

namespace Garam.Protocol.Generator.Emitting;

/// <summary>Emits Read for classes, and ReadFrom for structures.</summary>
internal static class ReadEmitter
{
    private const string Parameters = $"(ref {MessageEmitter.Wire}.WireReader reader, short version)";

    public static void Emit(SourceBuilder source, MessageModel message)
    {
        if (message.Form == MessageForm.StructValue)
        {
            EmitValueReader(source, message);
            return;
        }

        if (message.Form == MessageForm.StructClass)
        {
            source.Open($"public static {message.Name} ReadFrom{Parameters}");
            source.Line($"var value = new {message.Name}();");
            source.Line("value.Read(ref reader, version);");
            source.Line("return value;");
            source.Close();
            source.Line();
        }

        source.Open($"public {(message.IsOverride ? "override " : "")}void Read{Parameters}");
        MessageEmitter.CheckVersion(source, message);
        EmitBody(source, message, static f => f.Name);
        source.Close();
    }

    private static void EmitValueReader(SourceBuilder source, MessageModel message)
    {
        source.Open($"public static {message.Name} ReadFrom{Parameters}");
        foreach (var field in message.Fields)
        {
            source.Line($"{Declared(field.Type)} {Local(field)} = {Absent(field.Type)};");
        }

        EmitBody(source, message, Local);
        source.Line($"return new {message.Name} {{ {string.Join(", ", message.Fields.Select(static f => $"{f.Name} = {Local(f)}"))} }};");
        source.Close();
    }

    private static string Declared(TypeModel type) => type.Name + (type.IsArray ? "[]" : "") + (type.IsNullable ? "?" : "");

    /// <summary>
    /// Returns the value of a value type in versions without the field. Value types have no initializers that could give it.
    /// </summary>
    private static string Absent(TypeModel type) => type switch
    {
        { IsNullable: true } => "null",
        { IsArray: true } => $"global::System.Array.Empty<{type.Name}>()",
        { Kind: WireKind.String } => "\"\"",
        _ => "default!",
    };

    private static string Local(FieldModel field) => "value" + field.Name;

    private static void EmitBody(SourceBuilder source, MessageModel message, Func<FieldModel, string> target)
    {
        MessageEmitter.DeclareFlexible(source, message);
        MessageEmitter.EmitRow(source, message, field => EmitField(source, message, field, target(field)));
        EmitTags(source, message, target);
    }

    private static void EmitField(SourceBuilder source, MessageModel message, FieldModel field, string target)
    {
        var compact = MessageEmitter.Compact(message, field);
        var nullable = VersionConditions.In(field.NullableVersions, field.Versions);
        if (field.Type.IsArray)
        {
            EmitArray(source, field, target, compact, nullable);
            return;
        }

        var plain = Value(field.Type, compact);
        var orNull = field.Type.Kind switch
        {
            WireKind.String => $"reader.ReadNullableString({compact})",
            WireKind.Bytes => $"reader.ReadNullableBytes({compact})",
            WireKind.Struct => $"reader.ReadInt8() < 0 ? null : {plain}",
            _ => plain,
        };
        source.Line($"{target} = {Choose(nullable, orNull, plain)};");
    }

    private static string Choose(string nullable, string orNull, string plain) => nullable switch
    {
        VersionConditions.Always => orNull,
        VersionConditions.Never => plain,
        _ when orNull == plain => plain,
        _ when orNull.Contains('?') => $"{nullable} ? ({orNull}) : {plain}",
        _ => $"{nullable} ? {orNull} : {plain}",
    };

    private static void EmitArray(SourceBuilder source, FieldModel field, string target, string compact, string nullable)
    {
        var element = field.Type with { IsArray = false };
        var (count, items) = ("count" + field.Name, "items" + field.Name);
        var arguments = $"({compact}, {SizeEmitter.Element(element, !field.Flexible.IsEmpty)})";
        source.Line($"var {count} = {Choose(nullable, "reader.ReadNullableCount" + arguments, "reader.ReadCount" + arguments)};");
        var created = $"{count} == 0 ? global::System.Array.Empty<{element.Name}>() : new {element.Name}[{count}]";
        source.Line(nullable == VersionConditions.Never ? $"var {items} = {created};" : $"var {items} = {count} < 0 ? null : {created};");
        source.Open($"for (var i = 0; i < {count}; i++)");
        source.Line($"{items}{(nullable == VersionConditions.Never ? "" : "!")}[i] = {Value(element, compact)};");
        source.Close();
        source.Line($"{target} = {items};");
    }

    private static string Value(TypeModel type, string compact)
    {
        var read = type.Kind switch
        {
            WireKind.String or WireKind.Bytes or WireKind.Records => $"reader.Read{type.Kind}({compact})",
            WireKind.Struct => $"{type.Name}.ReadFrom(ref reader, version)",
            _ => $"reader.Read{type.Kind}()",
        };
        return type.EnumBase is null ? read : $"({type.Name}){read}";
    }

    private static void EmitTags(SourceBuilder source, MessageModel message, Func<FieldModel, string> target)
    {
        var condition = MessageEmitter.HasTags(message);
        if (condition == VersionConditions.Never)
        {
            return;
        }

        MessageEmitter.OpenIf(source, condition);
        var tagged = message.Fields.Where(static f => f.IsTagged && !f.Versions.IsEmpty).ToArray();
        if (tagged.Length == 0)
        {
            source.Line("reader.SkipTaggedFields();");
        }
        else
        {
            EmitTagLoop(source, message, tagged, target);
        }

        MessageEmitter.CloseIf(source, condition);
    }

    private static void EmitTagLoop(SourceBuilder source, MessageModel message, FieldModel[] tagged, Func<FieldModel, string> target)
    {
        source.Open("for (var left = reader.ReadTagCount(); left > 0; left--)");
        source.Line("var tag = reader.ReadTag(out var end);");
        source.Open("switch (tag)");
        foreach (var field in tagged)
        {
            var condition = VersionConditions.In(field.Versions, message.Flexible);
            source.Open($"case {field.Tag}{(condition == VersionConditions.Always ? "" : $" when {condition}")}:");
            EmitField(source, message, field, target(field));
            source.Line("reader.EndTag(tag, end);");
            source.Line("break;");
            source.Close();
        }

        source.Line("default:");
        source.Line("    reader.SkipTag(end);");
        source.Line("    break;");
        source.Close();
        source.Close();
    }
}
