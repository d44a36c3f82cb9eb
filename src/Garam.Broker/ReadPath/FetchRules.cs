namespace Garam.Broker.ReadPath;

/// <param name="BytesMax">The size of the whole response.</param>
/// <param name="IsReadCommitted">End at the last stable offset.</param>
/// <param name="Distances">When a partition waits for those that are further behind.</param>
internal readonly record struct FetchRules(int BytesMax, bool IsReadCommitted, FetchDistances Distances);

/// <summary>How far partitions may be apart in the log, in bytes: see <see cref="FetchShares"/>.</summary>
/// <param name="NearMax">A partition that is further ahead of the last one waits for it.</param>
/// <param name="FarMin">A partition that is further ahead than this does not.</param>
internal readonly record struct FetchDistances(long NearMax, long FarMin);
