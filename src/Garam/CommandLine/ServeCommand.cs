using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Terminal;
using Garam.Configuration;
using Garam.Hosting;

namespace Garam.CommandLine;

/// <summary><c>garam serve</c>: every role in one process on a directory or a bucket.</summary>
internal static class ServeCommand
{
    public const string Description = "Run a complete Garam server on a local directory or a bucket.";

    public static Command Create()
    {
        var command = new ToolCommand("serve", Description)
        {
            Examples =
            [
                new Example("garam serve", "Serves Kafka clients at 127.0.0.1:9092 from ./garam-data."),
                new Example(
                    "garam serve --data /var/lib/garam --kafka 0.0.0.0:9092 --advertise kafka.example.com:9092",
                    "Also serves other machines, under a name that they can resolve."),
            ],
        };
        var flags = new SettingFlags(command);
        var acceptedLoss = new Option<long?>("--accept-loss-from")
        {
            Description = "Start although the journal has lost this entry, and give up everything committed from that entry on. "
                + "The refusal to start names the entry.",
            HelpName = "ENTRY",
        };
        command.Add(acceptedLoss);
        command.SetAction(async (parsed, cancellation) =>
        {
            var problems = new List<string>();
            var options = flags.Read(parsed, problems);
            ListenerSettings.CheckAlone(options, problems);
            options.LossAcceptedFrom = parsed.GetValue(acceptedLoss);
            return Problems.Report(problems) ? ExitCode.Usage : await ServeHost.RunAsync(options, cancellation);
        });
        return command;
    }
}
