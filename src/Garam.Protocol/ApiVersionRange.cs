namespace Garam.Protocol;

/// <summary>The versions of one API that a broker announces and serves.</summary>
/// <param name="Min">The lowest version announced.</param>
/// <param name="Max">The highest version announced and served.</param>
/// <param name="Decodable">Lowest version that has a decoder. A request in a lower version is answered with UNSUPPORTED_VERSION.</param>
/// <param name="Flexible">The first version with flexible headers and bodies; null when there is none.</param>
public sealed record ApiVersionRange(ApiKey Key, short Min, short Max, short Decodable, short? Flexible)
{
    public bool Serves(short version) => version >= Decodable && version <= Max;

    public bool IsFlexible(short version) => version >= Flexible;
}
