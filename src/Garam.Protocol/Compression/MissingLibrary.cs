namespace Garam.Protocol.Compression;

/// <summary>A native library that could not be loaded.</summary>
/// <param name="Type">The codec that wants it.</param>
/// <param name="Library">The name it was looked for under.</param>
/// <param name="DebianPackage">The package of Debian and Ubuntu that brings it.</param>
/// <param name="HasFallback">True if a slower managed codec takes its place; otherwise the type is unsupported.</param>
public sealed record MissingLibrary(CompressionType Type, string Library, string DebianPackage, bool HasFallback);
