using Garam.Cli.Records.Positions;

namespace Garam.Cli.Groups;

/// <summary>What the command line of <c>garam groups reset-offsets</c> asks for.</summary>
/// <param name="Group">The group.</param>
/// <param name="To">Where its offsets shall be.</param>
/// <param name="Topics">Empty: all that the group has offsets of.</param>
/// <param name="Partitions">Null: all of each topic.</param>
internal sealed record ResetRequest(string Group, Position To, IReadOnlyList<string> Topics, IReadOnlyList<int>? Partitions);
