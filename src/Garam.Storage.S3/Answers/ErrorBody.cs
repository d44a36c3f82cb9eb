using System.Xml;

namespace Garam.Storage.S3.Answers;

/// <summary>The XML that comes with a refusal. Empty where there is none, as after HEAD and from what stands in between.</summary>
/// <param name="Code">Tells faults apart; empty where there is none.</param>
/// <param name="Message">For people.</param>
/// <param name="Region">Where the bucket is, if the service says so.</param>
/// <param name="Key">The object that the fault is about, where a request names several.</param>
internal sealed record ErrorBody(string Code, string Message, string? Region, string Key = "")
{
    /// <summary>They have some hundred bytes.</summary>
    public const int BytesMax = 64 * 1024;

    private static readonly ErrorBody Empty = new("", "", null);

    public static async ValueTask<ErrorBody> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(BytesMax, cancellation);

            // From the buffer, so that it can be read twice.
            return Parse(new MemoryStream(await answer.Content.ReadAsByteArrayAsync(cancellation)));
        }
        catch (Exception fault) when (fault is XmlException or HttpRequestException or IOException)
        {
            // The status alone has to do.
            return Empty;
        }
    }

    /// <exception cref="XmlException">It is no XML.</exception>
    public static ErrorBody Parse(Stream stream)
    {
        using var xml = XmlReader.Create(stream, AnswerXml.Settings);
        return Parse(xml);
    }

    /// <summary>Reads the element that the reader begins with.</summary>
    /// <exception cref="XmlException">It is no XML.</exception>
    public static ErrorBody Parse(XmlReader xml)
    {
        string code = "", message = "", key = "";
        string? region = null;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.Depth != 1)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "Code":
                    code = AnswerXml.TextOf(xml);
                    break;
                case "Message":
                    message = AnswerXml.TextOf(xml);
                    break;
                case "Key":
                    key = AnswerXml.TextOf(xml);
                    break;
                case "Region":
                    region = AnswerXml.TextOf(xml);
                    break;
                default:
                    break;
            }
        }

        return new ErrorBody(code, message, region, key);
    }
}
