using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Verification.Findings;

namespace Garam.CommandLine.Stores;

/// <summary>Writes for people: a line for each area, then the findings, the worst first and no more than people read.</summary>
internal sealed class VerificationTextView(Screen screen, string store) : IVerificationView
{
    private const int ShownMax = 20;
    private const string Indent = "  ";

    private readonly List<Finding>[] _findings = [.. Enum.GetValues<Severity>().Select(_ => new List<Finding>())];
    private long _count;

    public void Add(Finding finding)
    {
        _count++;
        var kept = _findings[(int)finding.Kind.Severity];
        if (kept.Count < ShownMax)
        {
            kept.Add(finding);
        }
    }

    public void Complete(VerificationReport report)
    {
        var state = report.HasMetadata
            ? $"as of journal entry {Count(report.Position)}"
            : "whose state cannot be restored: its segments were not checked";
        screen.Say($"{store}, {state}.");
        screen.Say();
        WriteAreas(report);
        WriteFindings();
        screen.Say();
        screen.Say(Verdict(report));
    }

    public void Stop() => WriteFindings();

    private static string Verdict(VerificationReport report)
    {
        var warnings = report.Findings.Count(Severity.Warning) is > 0 and var count ? $" {Amounts.Plural(count, "warning")}." : "";
        return report.IsSound
            ? $"The store is sound.{(report.IsDeep ? "" : " --deep also reads every record.")}{warnings}"
            : $"The store is NOT sound: {Amounts.Plural(report.Findings.Count(Severity.Unsound), "finding")}.{warnings}";
    }

    private void WriteAreas(VerificationReport report)
    {
        var table = new TableView(new TableColumn("AREA"), new TableColumn("CHECKED"), new TableColumn("RESULT"));
        foreach (var area in Enum.GetValues<Area>())
        {
            table.Add(area.ToString().ToLowerInvariant(), AreaText.Of(report, area), Result(report.Findings, area));
        }

        table.Write(screen);
    }

    private static string Result(FindingLog findings, Area area)
    {
        var parts = new List<string>();
        foreach (var severity in Enum.GetValues<Severity>().Reverse())
        {
            if (findings.Count(area, severity) is > 0 and var count)
            {
                parts.Add(severity == Severity.Unsound ? $"{Count(count)} unsound" : Amounts.Plural(
                    count, severity.ToString().ToLowerInvariant()));
            }
        }

        return parts.Count == 0 ? "ok" : string.Join(", ", parts);
    }

    private void WriteFindings()
    {
        var left = ShownMax;
        foreach (var severity in Enum.GetValues<Severity>().Reverse())
        {
            foreach (var finding in _findings[(int)severity].Take(left))
            {
                left--;
                screen.Say();
                screen.Say($"{severity.ToString().ToLowerInvariant()}: {finding.Subject} ({finding.Kind.Code})");
                WriteParagraph(finding.Detail);
                WriteParagraph(finding.Kind.Means);
                WriteParagraph("To do: " + finding.Kind.Remedy);
            }
        }

        if (_count > ShownMax - left)
        {
            screen.Say();
            screen.Say($"And {Count(_count - ShownMax + left)} more: --json prints all.");
        }
    }

    private void WriteParagraph(string text)
    {
        foreach (var line in Paragraphs.Wrap(text, screen.Width - Indent.Length))
        {
            screen.Say(Indent + line);
        }
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
