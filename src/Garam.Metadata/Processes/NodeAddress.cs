namespace Garam.Metadata.Processes;

/// <summary>Where clients reach a process.</summary>
public readonly record struct NodeAddress(string Host, int Port) : IComparable<NodeAddress>
{
    public int CompareTo(NodeAddress other)
    {
        var host = string.CompareOrdinal(Host, other.Host);
        return host != 0 ? host : Port.CompareTo(other.Port);
    }

    public override string ToString() => $"{Host}:{Port}";
}
