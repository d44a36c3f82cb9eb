namespace Garam.ClientTests.Streaming;

public static class StreamVolume
{
    private const long Bytes = 500_000_000;

    /// <summary>How often every log is sent, so that the values alone make up the volume; four times as often in a long run.</summary>
    public static int Rounds(IReadOnlyList<StreamTopic> topics)
    {
        var bytes = Environment.GetEnvironmentVariable("GARAM_TEST_LONG") == "1" ? 4 * Bytes : Bytes;
        return (int)Math.Ceiling((double)bytes / topics.Sum(topic => topic.Log.Bytes));
    }
}
