using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

/// <summary>Does the same to several topics in turn. The first refusal ends it and says what became of the others.</summary>
internal static class TopicsInTurn
{
    /// <param name="names">In this order.</param>
    /// <param name="done">The participle for what is done, as in "created".</param>
    /// <param name="work">Done to each of them.</param>
    /// <exception cref="CommandException">One was refused.</exception>
    public static async Task RunAsync(IReadOnlyList<string> names, string done, Func<string, Task> work)
    {
        for (var i = 0; i < names.Count; i++)
        {
            try
            {
                await work(names[i]);
            }
            catch (Exception fault) when (names.Count > 1 && FaultLine.Of(fault).IsExpected)
            {
                throw Told(fault, $"{Sentence($"Already {done}", names.Take(i))} {Sentence("Not tried", names.Skip(i + 1))}");
            }
        }
    }

    /// <summary>The same for questions that change nothing.</summary>
    /// <exception cref="CommandException">One was refused.</exception>
    public static async Task CheckAsync(IReadOnlyList<string> names, string done, Func<string, Task> question)
    {
        foreach (var name in names)
        {
            try
            {
                await question(name);
            }
            catch (Exception fault) when (names.Count > 1 && FaultLine.Of(fault).IsExpected)
            {
                throw Told(fault, $"None of the {names.Count} topics was {done}.");
            }
        }
    }

    private static CommandException Told(Exception fault, string others)
    {
        var (code, line, _) = FaultLine.Of(fault);
        return new CommandException(code, $"{line.TrimEnd('.')}. {others.Trim()}", fault);
    }

    private static string Sentence(string what, IEnumerable<string> names) => names.Any() ? $"{what}: {string.Join(", ", names)}." : "";
}
