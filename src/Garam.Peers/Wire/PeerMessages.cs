using Garam.Protocol.Wire;

namespace Garam.Peers.Wire;

/// <summary>The beginning of a reply, after its correlation id. The body follows if the outcome is Done.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class ReplyHeader : IMessage
{
    [Field]
    public sbyte OutcomeValue { get; set; }

    [Field]
    public bool IsNoSpace { get; set; }

    /// <summary>The message of the fault; null if the call was done.</summary>
    [Field(Nullable = "0+")]
    public string? Text { get; set; }
}

/// <summary>A request or reply without fields.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class EmptyMessage : IMessage
{
}

/// <summary>Its version is frozen at 0: the versions of everything else are agreed on by it.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class HelloRequest : IMessage
{
    /// <summary>The oldest version of the API that the caller speaks.</summary>
    [Field]
    public short VersionMin { get; set; }

    [Field]
    public short VersionMax { get; set; }

    /// <summary>The newest feature level that the caller knows: it bounds the versions of commands and results.</summary>
    [Field]
    public short FeatureLevel { get; set; }

    [Field]
    public ReadOnlyMemory<byte> Nonce { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class HelloReply : IMessage
{
    /// <summary>The newest version that both ends speak.</summary>
    [Field]
    public short Version { get; set; }

    [Field]
    public short FeatureLevel { get; set; }

    [Field]
    public ReadOnlyMemory<byte> Nonce { get; set; }

    /// <summary>The server knows the key.</summary>
    [Field]
    public ReadOnlyMemory<byte> Proof { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class ProveRequest : IMessage
{
    /// <summary>The caller knows the key.</summary>
    [Field]
    public ReadOnlyMemory<byte> Proof { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class SubmitRequest : IMessage
{
    /// <summary>The command as the catalog frames it, in the newest version at the level of both ends. The leader sets the time.</summary>
    [Field]
    public ReadOnlyMemory<byte> Command { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class SubmitReplyBody : IMessage
{
    [Field]
    public long Sequence { get; set; }

    [Field]
    public short ResultVersion { get; set; }

    [Field]
    public ReadOnlyMemory<byte> Result { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class ConfirmTailReply : IMessage
{
    [Field]
    public long Sequence { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class ForwardRequest : IMessage
{
    [Field]
    public short KeyValue { get; set; }

    [Field]
    public short Version { get; set; }

    [Field]
    public string ClientId { get; set; } = "";

    [Field]
    public string ClientHost { get; set; } = "";

    /// <summary>The body of the client's request.</summary>
    [Field]
    public ReadOnlyMemory<byte> Body { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class ForwardReply : IMessage
{
    /// <summary>The body of the response, in the version of the request.</summary>
    [Field]
    public ReadOnlyMemory<byte> Body { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class FetchTailRequest : IMessage
{
    [Field]
    public int Incarnation { get; set; }

    [Field]
    public long AfterSequence { get; set; }

    [Field]
    public int BytesMax { get; set; }

    [Field]
    public int WaitMs { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class FetchTailReply : IMessage
{
    [Field]
    public bool IsLeading { get; set; }

    [Field]
    public TailEntry[] Entries { get; set; } = [];

    /// <summary>The incarnation of the leader; 0 before it is registered. Tagged, so that older programs ignore it.</summary>
    [Field(Tag = 0)]
    public int Leader { get; set; }

    /// <summary>The incarnation that should lead next; 0 when it may be any. Tagged: older programs may claim as well.</summary>
    [Field(Tag = 1)]
    public int Successor { get; set; }
}

[WireStruct(Flexible = "0+")]
internal partial struct TailEntry
{
    public TailEntry()
    {
    }

    [Field]
    public long Sequence { get; set; }

    [Field]
    public ReadOnlyMemory<byte> Bytes { get; set; }
}
