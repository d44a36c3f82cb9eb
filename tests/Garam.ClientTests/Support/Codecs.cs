namespace Garam.ClientTests.Support;

public static class Codecs
{
    public static IReadOnlyList<Codec> All { get; } = Enum.GetValues<Codec>();

    /// <summary>Spells a codec the way that every client does.</summary>
    public static string Name(Codec codec) => codec switch
    {
        Codec.None => "none",
        Codec.Gzip => "gzip",
        Codec.Snappy => "snappy",
        Codec.Lz4 => "lz4",
        Codec.Zstd => "zstd",
        _ => throw new ArgumentOutOfRangeException(nameof(codec)),
    };
}
