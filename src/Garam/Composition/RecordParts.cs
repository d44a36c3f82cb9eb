using Garam.Broker.Cache;
using Garam.Broker.Leader;
using Garam.Broker.ReadPath;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.WritePath;

namespace Garam.Composition;

/// <summary>What the handlers of records stand on.</summary>
internal sealed record RecordParts(
    SealLoop Seal, SegmentOptions Segments, FetchService Fetch, FetchOptions FetchOptions, LeaderReads Reads, ChunkCache Cache);
