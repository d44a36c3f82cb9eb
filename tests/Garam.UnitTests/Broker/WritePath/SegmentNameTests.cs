using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.WritePath;

public sealed class SegmentNameTests
{
    [Fact]
    public void A_process_spreads_its_segments_once_the_level_allows_it_and_numbers_and_commits_go_on()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var rig = new WritePathRig(time.Clock);
            var topic = rig.Leader.CreateTopic("logs", 1);
            await ProduceAsync(rig, topic, levelBefore: 0);
            await ProduceAsync(rig, topic, FeatureLevels.Two);
            await ProduceAsync(rig, topic, FeatureLevels.Three);
            await ProduceAsync(rig, topic, FeatureLevels.Three);

            var segments = rig.Leader.Commits.ConvertAll(commit => commit.Segment);
            Assert.Equal([1, 2, SegmentId.SpreadNumberMin + 3, SegmentId.SpreadNumberMin + 4], segments.Select(id => id.Number));
            Assert.Equal([1, 2, 3, 4], rig.Leader.Commits.Select(commit => commit.CommitNumber));
            Assert.Equal(segments, segments.Order());
            Assert.Equal(segments.Select(id => id.Key), rig.Store.Creates);
            Assert.All(segments, id => Assert.True(rig.Leader.Replica.Read(id, static (state, known) => state.Segments.IsKnown(known))));
        });
    }

    private static async Task ProduceAsync(WritePathRig rig, Uuid topic, short levelBefore)
    {
        if (levelBefore > rig.Leader.Replica.Position.FeatureLevel)
        {
            rig.Leader.Apply(new SetFeatureLevel { Level = levelBefore });
        }

        await rig.Park((topic, 0, Batches.Make(1))).SettledAsync();
    }
}
