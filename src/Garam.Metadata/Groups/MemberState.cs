using Garam.Protocol.Wire;

namespace Garam.Metadata.Groups;

/// <summary>
/// A member as it last joined. Never changed once made, because the state machine, commands and the coordinator share it. The state machine
/// keeps copies (see <see cref="Detached"/>), which outlive the frame or entry that the member came from.
/// </summary>
[WireStruct(Flexible = "0+")]
public sealed partial class MemberState
{
    [Field]
    public string MemberId { get; set; } = "";

    /// <summary>The name under which a static member comes back (KIP-345); null for others.</summary>
    [Field(Nullable = "0+")]
    public string? InstanceId { get; set; }

    [Field]
    public string ClientId { get; set; } = "";

    [Field]
    public string ClientHost { get; set; } = "";

    [Field]
    public int SessionTimeoutMs { get; set; }

    [Field]
    public int RebalanceTimeoutMs { get; set; }

    /// <summary>In the member's order of preference.</summary>
    [Field]
    public MemberProtocol[] Protocols { get; set; } = [];

    /// <summary>Empty until the leader of the generation sends it.</summary>
    [Field]
    public ReadOnlyMemory<byte> Assignment { get; set; }

    public TimeSpan SessionTimeout => TimeSpan.FromMilliseconds(SessionTimeoutMs);

    public TimeSpan RebalanceTimeout => TimeSpan.FromMilliseconds(RebalanceTimeoutMs);

    public bool IsStatic => InstanceId is not null;

    /// <summary>Returns the subscription under one protocol, or nothing when the member does not offer it.</summary>
    public ReadOnlyMemory<byte> MetadataOf(string? protocolName)
    {
        foreach (var protocol in Protocols)
        {
            if (protocol.Name == protocolName)
            {
                return protocol.Metadata;
            }
        }

        return ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>
    /// Returns whether these are the same protocols, in the same order and with the same bytes, so that joining again with them changes
    /// nothing.
    /// </summary>
    public bool Offers(IReadOnlyList<MemberProtocol> protocols)
    {
        if (protocols.Count != Protocols.Length)
        {
            return false;
        }

        for (var i = 0; i < Protocols.Length; i++)
        {
            if (Protocols[i].Name != protocols[i].Name || !Protocols[i].Metadata.Span.SequenceEqual(protocols[i].Metadata.Span))
            {
                return false;
            }
        }

        return true;
    }

    public MemberState WithAssignment(ReadOnlyMemory<byte> assignment)
    {
        var copy = (MemberState)MemberwiseClone();
        copy.Assignment = assignment;
        return copy;
    }

    public MemberState WithMemberId(string memberId)
    {
        var copy = (MemberState)MemberwiseClone();
        copy.MemberId = memberId;
        return copy;
    }

    /// <summary>Returns the member with the protocols and time-outs of its newest join.</summary>
    public MemberState Rejoined(MemberState candidate)
    {
        var copy = (MemberState)MemberwiseClone();
        copy.Protocols = candidate.Protocols;
        copy.SessionTimeoutMs = candidate.SessionTimeoutMs;
        copy.RebalanceTimeoutMs = candidate.RebalanceTimeoutMs;
        return copy;
    }

    /// <summary>Returns a copy that borrows no memory.</summary>
    public MemberState Detached()
    {
        var copy = (MemberState)MemberwiseClone();
        copy.Protocols =
            [.. Protocols.Select(protocol => new MemberProtocol { Name = protocol.Name, Metadata = protocol.Metadata.ToArray() })];
        copy.Assignment = Assignment.ToArray();
        return copy;
    }
}

/// <summary>An assignor that a member offers. The subscription has the assignor's own format, which the broker does not read.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class MemberProtocol
{
    [Field]
    public string Name { get; set; } = "";

    [Field]
    public ReadOnlyMemory<byte> Metadata { get; set; }
}
