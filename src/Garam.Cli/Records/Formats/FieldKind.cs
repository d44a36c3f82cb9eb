namespace Garam.Cli.Records.Formats;

/// <summary>What one piece of a template prints.</summary>
internal enum FieldKind
{
    Literal,
    Topic,
    Partition,
    Offset,
    Key,
    Value,
    Headers,
    Header,
    Timestamp,
    Time,
    KeySize,
    ValueSize,
    HeaderCount,
}
