using Garam.Cli.Terminal;
using Garam.CommandLine;

return await CommandLineProgram.RunAsync(args, new Screen(ScreenOptions.FromProcess()), Environment.GetEnvironmentVariable);
