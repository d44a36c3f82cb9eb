namespace Garam.Client.Connections;

public readonly record struct BrokerAddress(string Host, int Port)
{
    public override string ToString() => $"{Host}:{Port}";
}
