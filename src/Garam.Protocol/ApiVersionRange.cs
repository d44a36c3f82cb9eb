namespace Garam.Protocol;

/// <summary>What a broker says of one API key.</summary>
/// <param name="Key">The API.</param>
/// <param name="Min">The lowest version announced.</param>
/// <param name="Max">The highest version announced and served.</param>
/// <param name="Decodable">The lowest version that has a decoder. Below it a request is answered UNSUPPORTED_VERSION.</param>
/// <param name="Flexible">The first version with flexible headers and bodies; null when there is none.</param>
public sealed record ApiVersionRange(ApiKey Key, short Min, short Max, short Decodable, short? Flexible)
{
    public bool Serves(short version) => version >= Decodable && version <= Max;

    public bool IsFlexible(short version) => version >= Flexible;
}
