namespace Garam.Protocol.Wire;

public ref struct WireReader
{
}
