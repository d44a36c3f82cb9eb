using System.Xml;
using Garam.Storage.Errors;

namespace Garam.Storage.S3.Answers;

/// <summary>The body of a request to delete several objects, and the faults in its answer.</summary>
internal static class DeleteAnswer
{
    /// <summary>The limit of the protocol.</summary>
    public const int KeysMax = 1000;

    /// <summary>A thousand faults with the longest keys.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    public static byte[] RequestOf(IEnumerable<string> keys)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false) }))
        {
            xml.WriteStartElement("Delete", "http://s3.amazonaws.com/doc/2006-03-01/");
            xml.WriteElementString("Quiet", "true");
            foreach (var key in keys)
            {
                xml.WriteStartElement("Object");
                xml.WriteElementString("Key", key);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    /// <summary>The first object that was not deleted and is not missing either; null when there is none.</summary>
    /// <exception cref="GaramException">Unavailable: it is not a whole answer.</exception>
    public static ErrorBody? FirstFault(Stream stream)
    {
        try
        {
            using var xml = XmlReader.Create(stream, AnswerXml.Settings);
            return FirstFault(xml);
        }
        catch (XmlException fault)
        {
            throw new GaramException(ErrorKind.Unavailable, $"The store's answer to a deletion cannot be read: {fault.Message}", fault);
        }
    }

    private static ErrorBody? FirstFault(XmlReader xml)
    {
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Error", Depth: 1 })
            {
                using var entry = xml.ReadSubtree();
                if (ErrorBody.Parse(entry) is { Code: not ("NoSuchKey" or "") } error)
                {
                    return error;
                }
            }
        }

        return null;
    }
}
