namespace Garam.Cli.Bench.Payloads;

/// <summary>The values of one client's records. One thread.</summary>
internal interface IPayloadSource
{
    /// <summary>The next value, borrowed until the next call.</summary>
    ReadOnlyMemory<byte> Next();
}
