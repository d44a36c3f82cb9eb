using System.Xml;

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
    /// <exception cref="XmlException">It is no XML.</exception>
    public static (string Key, ErrorBody Error)? FirstFault(Stream stream)
    {
        using var xml = XmlReader.Create(stream, AnswerXml.Settings);
        var (key, code, message) = ("", "", "");
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "Error")
            {
                if (code is not ("NoSuchKey" or ""))
                {
                    return (key, new ErrorBody(code, message, null));
                }

                (key, code, message) = ("", "", "");
            }

            if (xml.NodeType != XmlNodeType.Element || xml.Depth != 2)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "Key":
                    key = AnswerXml.TextOf(xml);
                    break;
                case "Code":
                    code = AnswerXml.TextOf(xml);
                    break;
                case "Message":
                    message = AnswerXml.TextOf(xml);
                    break;
                default:
                    break;
            }
        }

        return null;
    }
}
