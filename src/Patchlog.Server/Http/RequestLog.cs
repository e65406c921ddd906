using System.Diagnostics;

namespace Patchlog.Server.Http;

/// <summary>A line in the log for each request, when it has been answered.</summary>
static partial class RequestLog
{
    // What the template has where there is nothing to say.
    const string Nothing = "-";

    /// <summary>Puts the log before everything that follows; without anybody who reads it, nothing.</summary>
    /// <param name="app">The web server.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the lines.</param>
    public static void Use(WebApplication app, TimeProvider time, ILogger logger)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
            return;

        app.Use(async (context, next) =>
        {
            var begun = time.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                Log(logger, context, time.GetElapsedTime(begun));
            }
        });
    }

    // The route and not the path: that may hold what is nobody else's affair.
    static void Log(ILogger logger, HttpContext context, TimeSpan took) => LogRequest(
        logger,
        context.Request.Method,
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? Nothing,
        context.Response.StatusCode,
        Math.Round(took.TotalMilliseconds, 3),
        Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
        context.GetRouteValue("tenant") as string ?? Nothing);

    [LoggerMessage(2004, LogLevel.Debug,
        "{Method} {Route} {Status} in {Milliseconds} ms, trace {TraceId}, tenant {Tenant}")]
    static partial void LogRequest(
        ILogger logger, string method, string route, int status, double milliseconds, string traceId, string tenant);
}
