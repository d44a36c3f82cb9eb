namespace Garam.Cli.Records.Formats;

/// <param name="Kind">What it prints.</param>
/// <param name="Text">A literal's bytes, or the name of a header, as UTF-8.</param>
/// <param name="Encoding">For keys, values and headers.</param>
internal readonly record struct TemplatePiece(FieldKind Kind, byte[]? Text = null, FieldEncoding Encoding = FieldEncoding.Raw);
