namespace Garam.Cli.Records.Input;

/// <summary>Something to read records from. Owns the stream.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Stream">Its bytes.</param>
/// <param name="LengthBytes">Null where nobody knows, as of a pipe.</param>
internal sealed record InputSource(string Name, Stream Stream, long? LengthBytes) : IDisposable
{
    public void Dispose() => Stream.Dispose();
}
