using System.Buffers;
using System.Diagnostics;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>One route and its methods: HEAD, OPTIONS, 405, failures and the writing of answers are alike for all.</summary>
sealed partial class Resource(
    ILogger logger, string produces, params IReadOnlyList<(string Method, Func<HttpContext, Task<Reply>> Handler)> methods)
{
    readonly string _allow = string.Join(", ", methods.SelectMany(method =>
        method.Method == HttpMethods.Get ? new[] { "GET", "HEAD" } : [method.Method]).Append("OPTIONS"));

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var reply = await AnswerAsync(context);
            await WriteAsync(context, reply);
        }
        catch (OperationCanceledException failure) when (IsGone(context, failure))
        {
            LogGone(logger, context.Request.Method, context.Request.Path);
            context.Abort();    // there is nobody to answer
        }
    }

    async Task<Reply> AnswerAsync(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsOptions(method))
            return new(StatusCodes.Status204NoContent) { Headers = OptionsHeaders() };
        var wanted = HttpMethods.IsHead(method) ? HttpMethods.Get : method;
        if (methods.FirstOrDefault(candidate => candidate.Method == wanted).Handler is not { } handler)
            return Reply.Of(ProblemCode.MethodNotAllowed,
                $"{method} is not allowed here; use {_allow}.", ("Allow", _allow));
        if (!Negotiation.Accepts(context.Request.Headers.Accept, produces)
            && !Negotiation.Accepts(context.Request.Headers.Accept, Reply.Json))
            return Reply.Of(ProblemCode.NotAcceptable, $"This is only to be had as {produces}.");
        try
        {
            return await handler(context);
        }
        catch (JournalUnavailableException failure)
        {
            LogUnavailable(logger, failure, method, context.Request.Path);
            return Writes.Failed(failure.Applied == Applied.Unknown
                ? new(ProblemCode.OutcomeUnknown, "The database went away; ask for the command's outcome, or send it again.")
                : new(ProblemCode.Unavailable, "The database can't be reached; try again."));
        }
        catch (Exception failure) when (!IsGone(context, failure))  // a bug costs one request
        {
            LogFailed(logger, failure, method, context.Request.Path);
            return Reply.Of(new Problem(ProblemCode.Internal, "The server has a fault; its log says more.")
            {
                Applied = IsSafe(method) ? Applied.No : Applied.Unknown,
            });
        }
    }

    List<(string Name, string Value)> OptionsHeaders() =>
        methods.Any(method => method.Method == HttpMethods.Patch)
            ? [("Allow", _allow), ("Accept-Patch", RequestBody.PatchTypes)]
            : [("Allow", _allow)];

    /// <summary>True of methods that change nothing (RFC 9110 §9.2.1).</summary>
    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>Writes an answer, whatever the route.</summary>
    public static async Task WriteAsync(HttpContext context, Reply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        // RFC 9111 §4.2.2: without a word a cache may guess, and show what was before an acknowledged write.
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            response.Headers.CacheControl = "no-cache";
        foreach (var (name, value) in reply.Headers)
            response.Headers[name] = value;
        if (reply.Stream is { } stream)
        {
            response.ContentType = reply.MediaType;
            if (!HttpMethods.IsHead(context.Request.Method))
                await stream(context.RequestAborted);
            return;
        }
        if (reply.Problem is null && reply.Body is null)
            return;
        using var writer = new JsonWriter();
        if (reply.Problem is { } problem)
        {
            response.ContentType = ProblemJson.MediaType;
            var path = context.Request.PathBase.Add(context.Request.Path).ToUriComponent();
            ProblemJson.Write(writer, problem, path, Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }
        else
        {
            response.ContentType = reply.MediaType;
            reply.Body?.Invoke(writer);
        }
        response.ContentLength = writer.Written.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        response.BodyWriter.Write(writer.Written.Span);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    static bool IsGone(HttpContext context, Exception failure) =>
        failure is OperationCanceledException
        && (failure.InnerException is IOException || context.RequestAborted.IsCancellationRequested);

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Path} failed")]
    static partial void LogFailed(ILogger logger, Exception failure, string method, PathString path);

    [LoggerMessage(2002, LogLevel.Debug, "{Method} {Path}: the client is gone")]
    static partial void LogGone(ILogger logger, string method, PathString path);

    [LoggerMessage(2003, LogLevel.Warning, "{Method} {Path} could not reach the database")]
    static partial void LogUnavailable(ILogger logger, Exception failure, string method, PathString path);
}
