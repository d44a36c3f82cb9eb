using System.CommandLine;
using Garam.CommandLine;

var parsed = RootCommandFactory.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    return UsageErrors.Report(parsed);
}

// ServeHost owns the signals and the draining, so the parser must not race it with a termination time-out of its own.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
