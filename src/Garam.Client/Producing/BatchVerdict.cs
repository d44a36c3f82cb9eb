namespace Garam.Client.Producing;

internal enum BatchVerdict
{
    Delivered,
    Repeat,
    Failed,
}
