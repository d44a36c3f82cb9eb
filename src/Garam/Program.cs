using Garam.Cli.Terminal;
using Garam.CommandLine;

using var screen = new Screen(ScreenOptions.FromProcess());
var parsed = RootCommandFactory.Create(args).Parse(args);
if (parsed.Errors.Count > 0)
{
    return UsageErrors.Report(parsed);
}

return await parsed.InvokeAsync(new ToolInvocation(screen, Environment.GetEnvironmentVariable));
