using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Broker.ReadPath;

/// <summary>The outcome for one partition of a fetch. The records borrow leased chunks.</summary>
public readonly record struct FetchedPartition(PartitionPlan Plan, ErrorCode Error, RecordSlices Records);
