using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Garam.Protocol;

namespace Garam.Metadata.Cluster;

/// <summary>The registered processes by incarnation, and the node ids, which belong to their addresses forever.</summary>
public sealed class ProcessTable
{
    private readonly ImmutableSortedDictionary<int, ProcessState>.Builder _processes =
        ImmutableSortedDictionary.CreateBuilder<int, ProcessState>();

    private readonly ImmutableSortedDictionary<HostPort, int>.Builder _nodeIds =
        ImmutableSortedDictionary.CreateBuilder<HostPort, int>();

    /// <summary>In the order of their incarnations.</summary>
    public IEnumerable<ProcessState> All => _processes.Values;

    public int Count => _processes.Count;

    internal int LastIncarnation { get; private set; }

    internal int LastNodeId { get; private set; }

    /// <summary>Returns false when the incarnation is closed or was never opened.</summary>
    public bool TryGet(Incarnation incarnation, [NotNullWhen(true)] out ProcessState? process) =>
        _processes.TryGetValue(incarnation.Value, out process);

    internal RegisterProcessResult Apply(RegisterProcess command, in ApplyContext context)
    {
        if (command.Host.Length == 0 || command.Port is < 0 or > ushort.MaxValue)
        {
            return RegisterProcessResult.Refused(ErrorCode.InvalidRegistration);
        }

        var address = new HostPort(command.Host, command.Port);
        var nodeId = NodeIdOf(address);
        CloseAt(nodeId);
        var incarnation = new Incarnation(++LastIncarnation);
        Put(new ProcessState(incarnation, nodeId, command.Name, address, command.Zone, [.. command.Roles])
        {
            FeatureLevelMax = command.FeatureLevelMax,
        });
        context.Effects.ProcessChanged();
        return new RegisterProcessResult { IncarnationValue = incarnation.Value, NodeId = nodeId };
    }

    internal StatusResult Apply(RemoveProcess command, in ApplyContext context)
    {
        if (_processes.Remove(command.IncarnationValue))
        {
            context.Effects.ProcessChanged();
        }

        return StatusResult.Done;
    }

    internal void Put(ProcessState process) => _processes[process.Incarnation.Value] = process;

    internal void Restore(HostPort address, int nodeId) => _nodeIds.Add(address, nodeId);

    internal void RestoreCounters(int lastIncarnation, int lastNodeId)
    {
        LastIncarnation = lastIncarnation;
        LastNodeId = lastNodeId;
    }

    internal ImmutableSortedDictionary<int, ProcessState> CaptureProcesses() => _processes.ToImmutable();

    internal ImmutableSortedDictionary<HostPort, int> CaptureNodeIds() => _nodeIds.ToImmutable();

    private int NodeIdOf(HostPort address)
    {
        if (!_nodeIds.TryGetValue(address, out var nodeId))
        {
            nodeId = ++LastNodeId;
            _nodeIds.Add(address, nodeId);
        }

        return nodeId;
    }

    private void CloseAt(int nodeId)
    {
        if (_processes.Values.FirstOrDefault(process => process.NodeId == nodeId) is { } earlier)
        {
            _processes.Remove(earlier.Incarnation.Value);
        }
    }
}
