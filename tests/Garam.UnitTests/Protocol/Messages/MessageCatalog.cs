using System.Reflection;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>Every message class of Garam.Protocol with what its attributes say.</summary>
internal static class MessageCatalog
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(IMessage).Assembly.GetTypes().Where(t => t.GetCustomAttribute<MessageAttribute>() is not null).OrderBy(
            t => t.Name, StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. All.Select(t => t.Name)];

    public static TheoryData<string> RequestNames => [.. All.Where(t => t.IsAssignableTo(typeof(IRequest))).Select(t => t.Name)];

    public static Type Find(string name) => All.Single(t => t.Name == name);

    public static IMessage Create(Type type) => (IMessage)Activator.CreateInstance(type)!;

    public static MessageAttribute Attribute(Type type) => type.GetCustomAttribute<MessageAttribute>()!;

    public static IEnumerable<short> Versions(Type type)
    {
        var range = SchemaRange.Parse(Attribute(type).Versions);
        return Enumerable.Range(range.First, range.Last - range.First + 1).Select(v => (short)v);
    }

    public static IEnumerable<(PropertyInfo Property, FieldAttribute Field)> Fields(Type type) =>
        type.GetProperties()
            .Select(p => (p, p.GetCustomAttribute<FieldAttribute>()!))
            .Where(p => p.Item2 is not null);
}
