namespace Garam.FaultTests.Support;

/// <summary>Tells when a server has looked for what retention has to delete.</summary>
internal static class RetentionRound
{
    /// <summary>
    /// Retention by size does not depend on the clock: when it has deleted what was just written, a whole round has seen the clock as it
    /// is.
    /// </summary>
    /// <param name="topic">The name of a new topic.</param>
    public static async Task HasRunAsync(WellBehavedClient client, string topic)
    {
        await client.CreateTopicAsync(topic, 1, ("retention.bytes", "1"));
        for (var round = 1; round <= 2; round++)
        {
            var end = await client.AppendAsync(topic, "a") + 1;
            await client.AppendAsync(topic, "b");
            await Eventually.TrueAsync(
                async () => (await client.ListOffsetAsync(topic, 0, WellBehavedClient.Earliest)).Offset >= end, () => "retention by size");
        }
    }
}
