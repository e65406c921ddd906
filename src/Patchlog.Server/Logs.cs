using Microsoft.Extensions.Logging.Console;

namespace Patchlog.Server;

/// <summary>The log: one line each, to standard error. Standard output is for programs to read.</summary>
static class Logs
{
    /// <summary>Sets the log up.</summary>
    /// <param name="logging">The log.</param>
    /// <param name="level">The lowest level that is shown.</param>
    /// <param name="format">What a line looks like.</param>
    public static void Configure(ILoggingBuilder logging, LogLevel level, LogFormat format)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level);

        // The framework's own messages are for those who look for every trace; its warnings are for everybody.
        foreach (var framework in (string[])["Microsoft", "System"])
        {
            logging.AddFilter(
                framework,
                level == LogLevel.Trace ? LogLevel.Debug : (LogLevel)Math.Max((int)level, (int)LogLevel.Warning));
        }

        // Why the server did not start is said in a sentence.
        if (level > LogLevel.Debug)
            logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });

        if (format == LogFormat.Json)
            logging.Services.AddSingleton<ConsoleFormatter>(new JsonLogFormatter(TimeProvider.System));

        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            if (format == LogFormat.Json)
                console.FormatterName = JsonLogFormatter.FormatName;
        });
    }
}
