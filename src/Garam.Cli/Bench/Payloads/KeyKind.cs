namespace Garam.Cli.Bench.Payloads;

internal enum KeyKind
{
    None,
    Sequential,
    Random,
    Zipf,
}
