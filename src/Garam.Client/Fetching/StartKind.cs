namespace Garam.Client.Fetching;

internal enum StartKind
{
    Policy,
    Offset,
    Start,
    BeforeEnd,
    Time,
}
