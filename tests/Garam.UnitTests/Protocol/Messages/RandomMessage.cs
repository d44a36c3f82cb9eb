using System.Reflection;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>Messages with random values in every field that a version has, nulls where it allows them.</summary>
internal sealed class RandomMessage(Random random, short version)
{
    public IMessage Create(Type type) => (IMessage)Fill(MessageCatalog.Create(type));

    private object Fill(object target)
    {
        foreach (var (property, field) in MessageCatalog.Fields(target.GetType()))
        {
            if (SchemaRange.Parse(field.Versions).Contains(version))
            {
                var mayBeNull = SchemaRange.Parse(field.Nullable).Contains(version);
                property.SetValue(target, mayBeNull && random.Next(4) == 0 ? Null(property) : Value(property.PropertyType));
            }
        }

        return target;
    }

    private static object? Null(PropertyInfo property) => property.PropertyType == typeof(RecordSlices) ? RecordSlices.Null : null;

    private object Value(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            var items = Array.CreateInstance(element, random.Next(4));
            for (var i = 0; i < items.Length; i++)
            {
                items.SetValue(Value(element), i);
            }

            return items;
        }

        return type.IsEnum ? Enum.ToObject(type, Value(Enum.GetUnderlyingType(type))) : Scalar(type);
    }

    private object Scalar(Type type) => type switch
    {
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(sbyte) => (sbyte)random.Next(sbyte.MinValue, sbyte.MaxValue + 1),
        _ when type == typeof(short) => (short)random.Next(short.MinValue, short.MaxValue + 1),
        _ when type == typeof(ushort) => (ushort)random.Next(ushort.MaxValue + 1),
        _ when type == typeof(int) => random.Next(int.MinValue, int.MaxValue),
        _ when type == typeof(long) => random.NextInt64(long.MinValue, long.MaxValue),
        _ when type == typeof(double) => random.NextDouble(),
        _ when type == typeof(Uuid) => Uuid.Create(random),
        _ when type == typeof(string) => new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(32, 0x800))]),
        _ when type == typeof(ReadOnlyMemory<byte>) => (ReadOnlyMemory<byte>)Bytes(),
        _ when type == typeof(RecordSlices) => Records(Bytes(), Bytes()),
        _ => Fill(Activator.CreateInstance(type)!),
    };

    private static RecordSlices Records(byte[] first, byte[] second) => new([first, second], first.Length + second.Length);

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }
}
