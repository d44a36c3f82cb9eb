using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

internal static class ChangedTopicsView
{
    public static void Show(Screen screen, bool isJson, ChangedTopics changed, string verb, string whyNot)
    {
        if (isJson)
        {
            JsonOutput.WriteDocument(screen, changed, TopicsJson.Default.ChangedTopics);
            return;
        }

        foreach (var topic in changed.Topics)
        {
            screen.Say($"{verb} topic '{topic}'.");
        }

        foreach (var topic in changed.Unchanged)
        {
            screen.Say($"Topic '{topic}' {whyNot}.");
        }
    }
}
