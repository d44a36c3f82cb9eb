using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Garam.Protocol;

namespace Garam.Metadata.Cluster;

/// <summary>The registered processes by incarnation, and the node ids.</summary>
public sealed class ProcessTable
{
    private readonly ImmutableSortedDictionary<int, ProcessState>.Builder _processes =
        ImmutableSortedDictionary.CreateBuilder<int, ProcessState>();

    /// <summary>In the order of their incarnations.</summary>
    public IEnumerable<ProcessState> All => _processes.Values;

    public int Count => _processes.Count;

    internal NodeIdTable NodeIds { get; } = new();

    internal int LastIncarnation { get; private set; }

    /// <summary>Returns false when the incarnation is closed or was never opened.</summary>
    public bool TryGet(Incarnation incarnation, [NotNullWhen(true)] out ProcessState? process) =>
        _processes.TryGetValue(incarnation.Value, out process);

    internal RegisterProcessResult Apply(RegisterProcess command, in ApplyContext context)
    {
        ClientAddress[] zoneListeners =
            command.Version >= 2 ? [.. command.ZoneListeners.Select(static listener => listener.ToAddress())] : [];
        if (!IsAddress(command.Host, command.Port) || !AreListeners(zoneListeners))
        {
            return RegisterProcessResult.Refused(ErrorCode.InvalidRegistration);
        }

        var address = new HostPort(command.Host, command.Port);
        var nodeId = command.Version >= 1
            ? NodeIds.OfName(command.Name.Length > 0 ? command.Name : address.ToString(), address, _processes.Values)
            : NodeIds.OfAddress(address);
        CloseEarlier(nodeId, [address, .. zoneListeners.Select(static listener => listener.Address)]);
        var incarnation = new Incarnation(++LastIncarnation);
        Put(new ProcessState(incarnation, nodeId, command.Name, address, command.Zone, [.. command.Roles])
        {
            ZoneListeners = [.. zoneListeners],
            FeatureLevelMax = command.FeatureLevelMax,
            Internal = command.InternalHost.Length > 0 ? new HostPort(command.InternalHost, command.InternalPort) : null,
            ProgramVersion = command.ProgramVersion,
            RegisteredAtMs = command.Version >= 1 ? context.NowMs : null,
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

    internal StatusResult Apply(DrainProcess command, in ApplyContext context)
    {
        if (_processes.TryGetValue(command.IncarnationValue, out var process))
        {
            Put(process with { IsDraining = true });
            context.Effects.ProcessChanged();
        }

        return StatusResult.Done;
    }

    internal void Put(ProcessState process) => _processes[process.Incarnation.Value] = process;

    internal void RestoreCounters(int lastIncarnation, int lastNodeId)
    {
        LastIncarnation = lastIncarnation;
        NodeIds.RestoreLast(lastNodeId);
    }

    internal ImmutableSortedDictionary<int, ProcessState> CaptureProcesses() => _processes.ToImmutable();

    private static bool IsAddress(string host, int port) => host.Length > 0 && port is >= 0 and <= ushort.MaxValue;

    private static bool AreListeners(ClientAddress[] listeners) =>
        listeners.Length <= ProcessState.ZoneListenersMax
        && listeners.DistinctBy(static listener => listener.Zone).Count() == listeners.Length
        && Array.TrueForAll(listeners, static one => one.Zone is { Length: > 0 } && IsAddress(one.Address.Host, one.Address.Port));

    private void CloseEarlier(int nodeId, HostPort[] addresses)
    {
        var earlier = _processes.Values.Where(process => process.NodeId == nodeId || Array.Exists(addresses, process.Has)).ToArray();
        foreach (var process in earlier)
        {
            _processes.Remove(process.Incarnation.Value);
        }
    }
}
