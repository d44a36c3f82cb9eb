using System.Xml;

namespace Garam.Storage.S3.Answers;

/// <summary>How answers are read: nothing in them may reach outside.</summary>
internal static class AnswerXml
{
    public static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
    };

    /// <summary>The text of an element without children. Leaves the reader on its end, so that the next read goes on after it.</summary>
    public static string TextOf(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var text = "";
        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            text += xml.Value;
        }

        return text;
    }
}
