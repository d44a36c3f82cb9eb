namespace Garam.Cli.Bench.Reports;

/// <summary>The document that <c>garam bench --compare A B --json</c> prints.</summary>
/// <param name="Rows">Figures that at least one of the two has.</param>
/// <param name="Differences">What was asked of the two that is not the same: where there is anything, their figures are not of the same load.</param>
internal sealed record ComparisonDocument(IReadOnlyList<ComparedFigure> Rows, IReadOnlyList<string> Differences);

/// <param name="Name">As in "produced latency p99 ms".</param>
/// <param name="A">Null where the first report has no such figure.</param>
/// <param name="B">Null where the second report has no such figure.</param>
/// <param name="Ratio">B by A; null where one of them is missing or zero.</param>
internal sealed record ComparedFigure(string Name, double? A, double? B, double? Ratio);
