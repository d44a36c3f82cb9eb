using System.Reflection;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.UnitTests.Protocol.Messages;

namespace Garam.InMemoryTests.Server;

/// <summary>
/// Messages that get past the first check: fields hold names that exist, ids that were answered, small numbers and edges, and the same
/// thing twice. Wholly random ones are refused for the first field that is looked at. Any thread.
/// </summary>
internal sealed class LikelyMessage(Random random)
{
    private const int LearnedMax = 40;

    private static readonly string[] Words =
    [
        "t", "u", "g", "h", "", "consumer", "range", "roundrobin", "1", "0", "-1",
        "delete", "compact", "cleanup.policy", "retention.ms", "max.message.bytes",
        "compression.type", "message.timestamp.type", "LogAppendTime", "group.max.size",
        "auto.create.topics.enable", "nonsense", "a b", "\u0007", "가람", new('x', 300),
    ];

    private static readonly long[] Numbers =
        [0, 0, 0, 1, 1, 1, 2, 3, -1, -1, -2, 5, 100, 6000, 45_000, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private readonly Lock _gate = new();
    private readonly List<string> _names = [];
    private readonly List<string> _members = [];
    private readonly List<Uuid> _ids = [Uuid.Zero];
    private readonly FuzzedBatch _batches = new(random);

    public IMessage Create(Type type, short version)
    {
        lock (_gate)
        {
            return (IMessage)Fill(Activator.CreateInstance(type)!, version);
        }
    }

    /// <summary>Learns the names in a response, so that later requests may ask about them.</summary>
    public void Learn(object answer)
    {
        lock (_gate)
        {
            LearnFields(answer);
        }
    }

    private void LearnFields(object message)
    {
        foreach (var (property, _) in MessageCatalog.Fields(message.GetType()))
        {
            var value = property.GetValue(message);
            LearnValue(value);
            if (property.Name == "MemberId" && value is string { Length: > 0 } member)
            {
                Keep(_members, member);
            }
        }
    }

    private void LearnValue(object? value)
    {
        switch (value)
        {
            case string { Length: > 0 } name:
                Keep(_names, name);
                break;
            case Uuid id:
                Keep(_ids, id);
                break;
            case Array { Length: > 0 } items when items.GetType()
                .GetElementType()!.Namespace!.StartsWith("Garam.", StringComparison.Ordinal):
                LearnValue(items.GetValue(0));
                break;
            case not null when value.GetType().IsClass
                && value.GetType().Namespace!.StartsWith("Garam.Protocol.Messages", StringComparison.Ordinal):
                LearnFields(value);
                break;
        }
    }

    private void Keep<T>(List<T> known, T value)
    {
        if (!known.Contains(value))
        {
            known.Add(value);
            if (known.Count > LearnedMax)
            {
                known.RemoveAt(random.Next(known.Count));
            }
        }
    }

    private object Fill(object target, short version)
    {
        foreach (var (property, field) in MessageCatalog.Fields(target.GetType()))
        {
            if (SchemaRange.Parse(field.Versions).Contains(version))
            {
                var isNull = SchemaRange.Parse(field.Nullable).Contains(version) && random.Next(5) == 0;
                property.SetValue(target, isNull ? NullOf(property) : Value(property.PropertyType, property.Name, version));
            }
        }

        return target;
    }

    private static object? NullOf(PropertyInfo property) => property.PropertyType == typeof(RecordSlices) ? RecordSlices.Null : null;

    private object Value(Type type, string name, short version)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return Enum.ToObject(type, Value(Enum.GetUnderlyingType(type), name, version));
        }

        if (!type.IsArray)
        {
            return Scalar(type, name, version);
        }

        var items = Array.CreateInstance(type.GetElementType()!, random.Next(4));
        for (var i = 0; i < items.Length; i++)
        {
            items.SetValue(i > 0 && random.Next(4) == 0 ? items.GetValue(i - 1) : Value(type.GetElementType()!, name, version), i);
        }

        return items;
    }

    private object Scalar(Type type, string name, short version) => type switch
    {
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(sbyte) => (sbyte)Number(name),
        _ when type == typeof(short) => (short)Number(name),
        _ when type == typeof(ushort) => (ushort)Number(name),
        _ when type == typeof(int) => (int)Number(name),
        _ when type == typeof(long) => Number(name),
        _ when type == typeof(double) => random.NextDouble(),
        _ when type == typeof(Uuid) => _ids[random.Next(_ids.Count)],
        _ when type == typeof(string) => Text(name),
        _ when type == typeof(ReadOnlyMemory<byte>) => (ReadOnlyMemory<byte>)Bytes(),
        _ when type == typeof(RecordSlices) => new RecordSlices(_batches.Next()),
        _ => Fill(Activator.CreateInstance(type)!, version),
    };

    /// <summary>
    /// Groups have members only where group, protocol and time-outs agree. As many partitions as are allowed take the test's time and find
    /// nothing.
    /// </summary>
    private long Number(string name) => name switch
    {
        "NumPartitions" or "Count" => random.Next(-1, 5),
        "SessionTimeoutMs" or "RebalanceTimeoutMs" when random.Next(8) > 0 => random.Next(2) == 0 ? 6000 : 10_000,
        "GenerationId" or "GenerationIdOrMemberEpoch" when random.Next(8) > 0 => random.Next(1, 6),
        _ => Numbers[random.Next(Numbers.Length)],
    };

    private string Text(string name) => name switch
    {
        "GroupId" or "Groups" or "GroupsNames" when random.Next(8) > 0 => random.Next(3) == 0 ? "h" : "g",
        "ProtocolType" when random.Next(8) > 0 => "consumer",
        "Name" or "ProtocolName" when random.Next(4) == 0 => "range",
        "MemberId" when random.Next(4) > 0 => random.Next(3) == 0 || _members.Count == 0 ? "" : _members[random.Next(_members.Count)],
        "GroupInstanceId" => random.Next(2) == 0 ? "i" : "j",
        _ => _names.Count > 0 && random.Next(3) == 0 ? _names[random.Next(_names.Count)] : Words[random.Next(Words.Length)],
    };

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(30)];
        random.NextBytes(bytes);
        return bytes;
    }
}
