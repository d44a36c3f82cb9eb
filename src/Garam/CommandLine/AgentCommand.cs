using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Terminal;
using Garam.Hosting;

namespace Garam.CommandLine;

/// <summary><c>garam agent</c>: one of any number of equal processes on one store.</summary>
internal static class AgentCommand
{
    public const string Description = "Run one of several Garam agents on a bucket or a shared directory.";

    public static Command Create()
    {
        var command = new ToolCommand("agent", Description)
        {
            Examples =
            [
                new Example(
                    "garam agent --store s3://streams/prod --kafka 0.0.0.0:9092 --advertise a1.example.com:9092 "
                        + "--internal 0.0.0.0:9192 --internal-advertise a1.internal:9192",
                    "Joins the cluster in the bucket, or begins it. Run the same on every machine, under the names of each."),
                new Example(
                    "garam agent --data ./garam-data --kafka 127.0.0.1:9093 --internal 127.0.0.1:9193 --http 127.0.0.1:8093",
                    "Runs beside other agents of this machine, on one directory."),
            ],
        };
        var flags = new SettingFlags(command, isAgent: true);
        var supervised = new Option<bool>("--supervised")
        {
            Description = "Stop when the standard input closes, and not at Ctrl-C: for a program that starts agents and stops them itself.",
        };
        command.Add(supervised);
        command.SetAction(async (parsed, cancellation) =>
        {
            var problems = new List<string>();
            var options = flags.Read(parsed, problems);
            options.SupervisorInput = parsed.GetValue(supervised) ? ((ToolInvocation)parsed.InvocationConfiguration).Screen.In : null;
            return Problems.Report(problems) ? ExitCode.Usage : await ServeHost.RunAsync(options, cancellation);
        });
        return command;
    }
}
