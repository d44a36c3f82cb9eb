using Garam.Protocol;

namespace Garam.UnitTests.Protocol.Wire;

public sealed class ErrorCodesTests
{
    [Fact]
    public void Every_code_stands_at_its_place_under_its_own_name()
    {
        Assert.Equal(Enum.GetValues<ErrorCode>().Order(), ErrorCodes.All.Select(e => e.Code));
        foreach (var entry in ErrorCodes.All)
        {
            Assert.Same(entry, ErrorCodes.Get(entry.Code));
            Assert.Equal(entry.Code.ToString(), entry.KafkaName.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        }
    }

    [Fact]
    public void Codes_of_newer_peers_are_unknown_errors()
    {
        Assert.Equal("UNKNOWN_SERVER_ERROR", ((ErrorCode)9999).KafkaName);
        Assert.Equal("UNKNOWN_SERVER_ERROR", ((ErrorCode)(-2)).KafkaName);
        Assert.False(((ErrorCode)9999).IsRetriable);
    }

    [Fact]
    public void Clients_repeat_what_is_retriable()
    {
        Assert.True(ErrorCode.NotLeaderOrFollower.IsRetriable);
        Assert.False(ErrorCode.DuplicateSequenceNumber.IsRetriable);
        Assert.Equal("The request timed out.", ErrorCode.RequestTimedOut.Text);
    }
}
