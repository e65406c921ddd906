using Microsoft.Extensions.Logging.Console;

namespace Patchlog.Server;

/// <summary>The log: one line each, to standard error. Standard output is for programs to read.</summary>
static class Logs
{
    /// <summary>Sets the log up.</summary>
    /// <param name="logging">The log.</param>
    /// <param name="level">The lowest level that is shown.</param>
    public static void Configure(ILoggingBuilder logging, LogLevel level)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level);

        // The framework's own messages are for debugging; its warnings are for everybody.
        logging.AddFilter(
            "Microsoft", level <= LogLevel.Debug ? level : (LogLevel)Math.Max((int)level, (int)LogLevel.Warning));

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });

        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
