namespace Garam.ClientTests.Support;

/// <summary>Kafka's codecs, as numbered in a batch's attributes.</summary>
public enum Codec
{
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}
