using Garam.Transport.Frames;

namespace Garam.UnitTests.Broker.Support;

/// <summary>A frame whose bytes are overwritten when it is returned: who still reads them is found out.</summary>
internal sealed class TestFrame(byte[] body) : IncomingFrame
{
    public override ReadOnlyMemory<byte> Body => body;

    public bool IsReturned { get; private set; }

    protected override void Return()
    {
        Assert.False(IsReturned);
        IsReturned = true;
        Array.Fill(body, (byte)0xEE);
    }
}
