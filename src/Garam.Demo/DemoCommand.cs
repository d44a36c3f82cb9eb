using Garam.Cli.Commands;

namespace Garam.Demo;

/// <summary><c>garam demo</c>: streams through agents that are killed all the time, and shows that nothing is lost.</summary>
public static class DemoCommand
{
    public const string Description = "Stream records through agents that are killed all the time, and see that none is lost.";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("demo", Description)
        {
            Details = """
                Starts agents as processes of its own on one local directory, with free ports of 127.0.0.1. A producer that waits for
                acknowledgements writes small records to 12 partitions of three topics, and a consumer group of two members reads them.
                Meanwhile agents are killed with SIGKILL and started again: one by lot, and once in every six kills all at the same time. A
                kill waits until records are acknowledged again after the one before.

                Every record has a sequence number in its partition and a checksum. A record counts as lost if it was acknowledged and is
                not read by the end; as doubled if it lies at two offsets of the log; as out of order if it lies after one that was sent
                later. A consumer may read the same offset again when the members of its group change; that is no second record, and is
                not counted.

                The time without an acknowledgement is counted for each partition, while records of it wait: from one acknowledgement to
                the next, the longest of all partitions after each kill.

                Ctrl-C ends the stream like the end of --for: what was acknowledged is read to the end, the whole log is read once more
                to see that nothing has gone since, the agents are stopped, and the result is printed. The exit code is 0 if nothing that
                was acknowledged was lost or doubled, and 1 if something was, if a client got an error, or if the demo could not run.
                Then the directory is kept, and also if an agent ended by itself. The agents end with the demo, also if it is killed.
                """,
            Examples =
            [
                new Example("garam demo", "Runs until Ctrl-C on a terminal, and for a minute elsewhere."),
                new Example("garam demo --for 2m --kill-every 2s --rate 10000", "Kills more often, and streams faster."),
                new Example("garam demo --for 30s --data ./demo-data", "Keeps the store and the agents' logs, to look at them afterwards."),
            ],
        };
        var flags = new DemoFlags(command);
        command.Run(async run =>
        {
            var settings = flags.Read(run);
            using var folder = DemoFolder.Create(settings.Data, settings.KeepsData);
            using var demo = new DemoRun(settings, folder, run.Screen);
            return await demo.RunAsync(run.Cancellation);
        });
        return command;
    }
}
