using System.Collections.Immutable;
using Garam.Protocol;

namespace Garam.Metadata.Cluster;

/// <summary>
/// The node ids. None is ever given twice. Until feature level 2 an id belongs to an address, from then on to a name; the first name that
/// registers at such an address takes its id over.
/// </summary>
internal sealed class NodeIdTable
{
    /// <summary>
    /// Names that are remembered. Where every start of a container has a name of its own, the oldest are forgotten: they do not come back.
    /// </summary>
    internal const int NamesMax = 10_000;

    private readonly ImmutableSortedDictionary<HostPort, int>.Builder _byAddress =
        ImmutableSortedDictionary.CreateBuilder<HostPort, int>();

    private readonly ImmutableSortedDictionary<string, int>.Builder _byName =
        ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);

    public int Last { get; private set; }

    public int OfAddress(HostPort address)
    {
        if (!_byAddress.TryGetValue(address, out var nodeId))
        {
            nodeId = ++Last;
            _byAddress.Add(address, nodeId);
        }

        return nodeId;
    }

    public int OfName(string name, HostPort address, IEnumerable<ProcessState> processes)
    {
        if (_byName.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_byAddress.TryGetValue(address, out var nodeId))
        {
            _byAddress.Remove(address);
        }
        else
        {
            nodeId = ++Last;
        }

        if (_byName.Count >= NamesMax)
        {
            ForgetOldest(processes);
        }

        _byName.Add(name, nodeId);
        return nodeId;
    }

    public void Restore(HostPort address, int nodeId) => _byAddress.Add(address, nodeId);

    public void Restore(string name, int nodeId) => _byName.Add(name, nodeId);

    public void RestoreLast(int nodeId) => Last = nodeId;

    public ImmutableSortedDictionary<HostPort, int> CaptureAddresses() => _byAddress.ToImmutable();

    public ImmutableSortedDictionary<string, int> CaptureNames() => _byName.ToImmutable();

    private void ForgetOldest(IEnumerable<ProcessState> processes)
    {
        var inUse = processes.Select(process => process.NodeId).ToHashSet();
        var oldest = _byName.Where(pair => !inUse.Contains(pair.Value)).MinBy(pair => pair.Value);
        if (oldest.Key is { } name)
        {
            _byName.Remove(name);
        }
    }
}
