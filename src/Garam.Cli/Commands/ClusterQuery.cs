using System.Text.Json.Serialization.Metadata;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Commands;

/// <summary>
/// The shape of every command that works on a cluster: read the flags, connect, then ask and print, or plan and carry out. The flags come
/// first, so that a wrong one is reported without a broker.
/// </summary>
internal static class ClusterQuery
{
    /// <summary>Makes the command ask a cluster and print the answer, and adds the flags for that.</summary>
    /// <param name="command">The command with its own flags.</param>
    /// <param name="read">Reads the command's own flags.</param>
    /// <param name="ask">Asks the cluster.</param>
    /// <param name="type">How the answer is written as JSON.</param>
    /// <param name="show">Shows the answer to people.</param>
    public static ToolCommand Asks<TRequest, TAnswer>(
        this ToolCommand command,
        Func<CommandRun, TRequest> read,
        Func<ClusterConnection, TRequest, CancellationToken, Task<TAnswer>> ask,
        JsonTypeInfo<TAnswer> type,
        Action<CommandRun, TAnswer> show)
    {
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var request = read(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            output.Write(run, await ask(cluster, request, run.Cancellation), type, show);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Makes the command plan a change of a cluster and carry it out if the user agrees, and adds the flags for that.</summary>
    /// <param name="command">The command with its own flags.</param>
    /// <param name="read">Reads the command's own flags.</param>
    /// <param name="plan">Works out the change without making it.</param>
    public static ToolCommand Plans<TRequest>(
        this ToolCommand command,
        Func<CommandRun, TRequest> read,
        Func<ClusterConnection, TRequest, CancellationToken, Task<PlannedChange>> plan)
    {
        ConsentFlag.AddTo(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var request = read(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var change = await plan(cluster, request, run.Cancellation);
            return await change.RunAsync(run, output);
        });
        return command;
    }
}
