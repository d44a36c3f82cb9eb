using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.CommandLine.Agents;

/// <summary>Shows the agents of a cluster to people: one line for each.</summary>
internal static class AgentsView
{
    public static void Show(Screen screen, AgentsDocument document)
    {
        if (document.Agents.Count == 0)
        {
            screen.Say("No process is registered: none runs, or the last ones stopped in good order.");
            return;
        }

        var hasZones = document.Agents.Any(agent => agent.Zone is not null);
        TableColumn[] left = [new("NODE", IsNumber: true), new("NAME")];
        var table = new TableView(
        [
            .. left,
            .. hasZones ? [new TableColumn("ZONE")] : Array.Empty<TableColumn>(),
            new("KAFKA"), new("INTERNAL"), new("VERSION"), new("UPTIME"), new("ROLE"), new("ENTRY", IsNumber: true),
            new("LAG", IsNumber: true),
        ]);
        foreach (var agent in document.Agents)
        {
            table.Add(
            [
                Amounts.Number(agent.NodeId),
                agent.Name,
                .. hasZones ? [agent.Zone ?? "-"] : Array.Empty<string>(),
                string.Join(',', agent.Listeners),
                agent.Internal ?? "-",
                agent.Version ?? "-",
                agent.UptimeMs is { } uptime ? Amounts.Show(TimeSpan.FromMilliseconds(uptime)) : "-",
                Role(agent),
                Amounts.Number(agent.Position),
                Amounts.Number(agent.Lag),
            ]);
        }

        table.Write(screen);
        foreach (var agent in document.Agents.Where(agent => agent.Fault is not null))
        {
            screen.Say($"Node {agent.NodeId} gives no answer: {agent.Fault}");
        }
    }

    private static string Role(AgentDocument agent) => agent.Role switch
    {
        "no-answer" => "no answer",
        "alone" => "no internal listener",
        var role => role,
    };
}
