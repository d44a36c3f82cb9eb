using Garam.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Garam.Hosting;

/// <summary>Structured logs on standard error; standard output is for the ready line and for what commands print.</summary>
internal static class Logs
{
    public static ILoggerFactory Create(ServeOptions options) => new BriefTraces(LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(options.LogLevel);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddConsole(console => console.FormatterName = LogLines.FormatterName);
            logging.AddConsoleFormatter<LogLines, ConsoleFormatterOptions>();
        }
    }));
}
