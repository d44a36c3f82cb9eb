namespace Garam.Cli.Records.Formats;

/// <summary>How bytes are printed.</summary>
internal enum FieldEncoding
{
    Raw,
    Hex,
    Base64,
}
