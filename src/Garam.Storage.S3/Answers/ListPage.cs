using System.Globalization;
using System.Xml;
using Garam.Storage.Errors;

namespace Garam.Storage.S3.Answers;

/// <summary>One answer to a list, with whole keys of the bucket.</summary>
internal sealed record ListPage(IReadOnlyList<ObjectStat> Objects, bool IsTruncated)
{
    /// <summary>A thousand of the longest keys, escaped.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    /// <exception cref="GaramException">Unavailable: it is not a whole answer to a list.</exception>
    public static ListPage Parse(Stream stream)
    {
        try
        {
            using var xml = XmlReader.Create(stream, AnswerXml.Settings);
            return Parse(xml);
        }
        catch (Exception fault) when (fault is XmlException or FormatException or OverflowException)
        {
            throw new GaramException(ErrorKind.Unavailable, $"The store's answer to a list cannot be read: {fault.Message}", fault);
        }
    }

    private static ListPage Parse(XmlReader xml)
    {
        var objects = new List<ObjectStat>();
        var (key, size, truncated) = ("", 0L, false);
        var isList = false;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "Contents")
            {
                objects.Add(new ObjectStat(key, size));
            }

            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.LocalName, xml.Depth)
            {
                case ("ListBucketResult", 0):
                    isList = true;
                    break;
                case ("IsTruncated", 1):
                    truncated = AnswerXml.TextOf(xml) == "true";
                    break;
                case ("Key", 2):
                    // A space comes as a plus sign, and a plus sign escaped.
                    key = Uri.UnescapeDataString(AnswerXml.TextOf(xml).Replace('+', ' '));
                    break;
                case ("Size", 2):
                    size = long.Parse(AnswerXml.TextOf(xml), NumberStyles.None, CultureInfo.InvariantCulture);
                    break;
                default:
                    break;
            }
        }

        return isList ? new ListPage(objects, truncated) : throw new FormatException("it is no ListBucketResult");
    }
}
