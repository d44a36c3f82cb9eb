using System.Buffers;
using Garam.Cli.Terminal;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Formats;

/// <summary>Creates the format that a command line asks for.</summary>
internal static class RecordFormats
{
    private const string Raw = @"%v\n";
    private const string Hex = @"{value:hex}\n";

    /// <param name="format">A template, or one of raw, hex and json; null for the values alone, one per line.</param>
    /// <param name="keySeparator">Prints keys too, with this text after each; only without a template.</param>
    /// <param name="nullText">Stands for a missing key or value.</param>
    /// <exception cref="CommandException">The template is wrong.</exception>
    public static IRecordFormat Create(string? format, string? keySeparator, string nullText)
    {
        if (format == "json")
        {
            return new JsonFormat();
        }

        var pieces = TemplateParser.Parse(Template(format), "--format");
        if (keySeparator is null)
        {
            return new TemplateFormat(pieces, nullText);
        }

        if (format is not (null or "raw" or "hex"))
        {
            throw new CommandException(
                ExitCode.Usage, "--key-separator cannot be combined with a template: write %k where the key belongs.");
        }

        var separator = Escapes.Decode(keySeparator, out var fault)
            ?? throw new CommandException(ExitCode.Usage, $"--key-separator: {fault}, in '{keySeparator}'.");
        TemplatePiece[] key = [new(FieldKind.Key, Encoding: pieces[0].Encoding), new(FieldKind.Literal, separator)];
        return new TemplateFormat([.. key, .. pieces], nullText);
    }

    private static string Template(string? format) => format switch
    {
        null or "raw" => Raw,
        "hex" => Hex,
        _ => format,
    };
}

/// <summary>Prints a consumed record. One thread at a time.</summary>
internal interface IRecordFormat
{
    void Write(in Record record, RecordOrigin origin, IBufferWriter<byte> output);
}

/// <summary>The place that a record comes from, made once for many records.</summary>
/// <param name="Topic">The topic's name as UTF-8.</param>
/// <param name="Partition">The partition's number.</param>
internal sealed record RecordOrigin(byte[] Topic, int Partition);
