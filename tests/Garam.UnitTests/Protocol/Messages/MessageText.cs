using System.Collections;
using System.Globalization;
using System.Text;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>A message as text, whole and independent of how its bytes are cut, so that two can be compared.</summary>
internal static class MessageText
{
    public static string Of(object message)
    {
        var text = new StringBuilder();
        Append(text, message, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, string path)
    {
        switch (value)
        {
            case ReadOnlyMemory<byte> bytes:
                Line(text, path, Convert.ToHexString(bytes.Span));
                break;
            case RecordSlices { IsNull: false } records:
                Line(text, path, string.Concat(Enumerable.Range(0, records.SliceCount).Select(i => Convert.ToHexString(records[i].Span))));
                break;
            case RecordSlices or null:
                Line(text, path, "null");
                break;
            case Array items:
                AppendItems(text, items, path);
                break;
            case not null when MessageCatalog.Fields(value.GetType()).Any():
                foreach (var (property, _) in MessageCatalog.Fields(value.GetType()))
                {
                    Append(text, property.GetValue(value), $"{path}.{property.Name}");
                }

                break;
            default:
                Line(text, path, Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
        }
    }

    private static void AppendItems(StringBuilder text, IList items, string path)
    {
        Line(text, path, $"[{items.Count}]");
        for (var i = 0; i < items.Count; i++)
        {
            Append(text, items[i], $"{path}[{i}]");
        }
    }

    private static void Line(StringBuilder text, string path, string value) => text.Append(path).Append(" = ").Append(value).Append('\n');
}
