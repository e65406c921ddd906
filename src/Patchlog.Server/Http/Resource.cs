using System.Diagnostics.CodeAnalysis;
using Patchlog.Journal;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// One route and its methods. HEAD, OPTIONS, 405, access control, tracing, failures and the writing of answers are
/// alike for all routes.
/// </summary>
/// <param name="policy">Names the callers and admits them.</param>
/// <param name="limits">The bounds of a request.</param>
/// <param name="budgets">The memory of large bodies and replies.</param>
/// <param name="logger">Takes failures.</param>
/// <param name="produces">The media type of the answers; problems are JSON beside it.</param>
/// <param name="methods">The methods of the route.</param>
sealed partial class Resource(
    IAccessPolicy policy, IntakeLimits limits, MemoryBudgets budgets, ILogger logger, string produces,
    params IReadOnlyList<ResourceMethod> methods)
{
    readonly string _allow = string.Join(", ", methods.SelectMany(method =>
        method.Method == HttpMethods.Get ? new[] { "GET", "HEAD" } : [method.Method]).Append("OPTIONS"));

    readonly bool _opensSockets = methods.Any(static method => method.IsOfSockets);

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using var memory = new RequestMemory(budgets, context.Abort);
        try
        {
            var reply = await AnswerAsync(context, memory);
            await ReplyWriter.WriteAsync(context, reply, memory);
        }
        catch (OperationCanceledException failure) when (IsGone(context, failure))
        {
            LogGone(logger, context.Request.Method, RouteOf(context));
            context.Abort();    // there is nobody to answer
        }
    }

    async Task<Reply> AnswerAsync(HttpContext context, RequestMemory memory)
    {
        var name = context.Request.Method;
        if (HttpMethods.IsOptions(name))
            return new(StatusCodes.Status204NoContent) { Headers = OptionsHeaders() };

        // RFC 8441 §4: a WebSocket over HTTP/2 begins with CONNECT where that over HTTP/1.1 begins with GET. Elsewhere
        // an answer of success would be taken for an open one.
        var isSocket = _opensSockets && context.WebSockets.IsWebSocketRequest;
        if (Find(isSocket ? HttpMethods.Get : name) is not { } method)
            return Reply.Of(
                new(ProblemCode.MethodNotAllowed, $"{name} is not allowed here; use {_allow}."), ("Allow", _allow));

        if (!IsAcceptable(context))
            return new Problem(ProblemCode.NotAcceptable, $"This route answers with {produces} only.");

        try
        {
            // The one place where a request gets its caller and its trace, and where it is admitted.
            var request = new ResourceRequest(context, policy.Identify(context), memory, limits);
            using var trace = Tracing.Start(method.Operation, request.Caller);

            return TryAdmit(request, method, out var refusal) ? await method.Handler(request) : refusal;
        }
        catch (JournalUnavailableException failure)
        {
            LogUnavailable(logger, name, RouteOf(context), failure.Message);
            return failure.Problem;
        }
        catch (ReadRefusedException refused)
        {
            return refused.Problem;
        }
        catch (JournalDamagedException damage)      // the kernel logs it, once for each place
        {
            return damage.Problem;
        }
        catch (Exception failure) when (!IsGone(context, failure))  // a bug costs one request
        {
            LogFailed(logger, failure, name, RouteOf(context));
            return new Problem(ProblemCode.Internal, "The server has a fault; its log says more.")
            {
                Applied = SafeMethods.Contains(name) ? Applied.No : Applied.Unknown,
            };
        }
    }

    bool TryAdmit(ResourceRequest request, ResourceMethod method, [NotNullWhen(false)] out Problem? problem)
    {
        if (!method.IsOfTenant)
            return policy.TryAdmit(request.Caller, method.Access, tenant: null, out problem);

        return request.TryReadTenant(out problem)
            && policy.TryAdmit(request.Caller, method.Access, request.Tenant, out problem);
    }

    ResourceMethod? Find(string name)
    {
        var wanted = HttpMethods.IsHead(name) ? HttpMethods.Get : name;
        foreach (var method in methods)
            if (method.Method == wanted)
                return method;

        return null;
    }

    // A WebSocket has no representation to choose.
    bool IsAcceptable(HttpContext context)
    {
        var accept = context.Request.Headers.Accept;
        return Negotiation.Accepts(accept, produces)
            || Negotiation.Accepts(accept, MediaTypes.Json)
            || context.WebSockets.IsWebSocketRequest;
    }

    List<(string Name, string Value)> OptionsHeaders() =>
        methods.Any(method => method.Method == HttpMethods.Patch)
            ? [("Allow", _allow), ("Accept-Patch", MediaTypes.Patches)]
            : [("Allow", _allow)];

    static bool IsGone(HttpContext context, Exception failure) =>
        failure is OperationCanceledException
        && (failure.InnerException is IOException || context.RequestAborted.IsCancellationRequested);

    // The route and not the path: that may hold what is nobody else's affair.
    static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Route} failed")]
    static partial void LogFailed(ILogger logger, Exception failure, string method, string route);

    [LoggerMessage(2002, LogLevel.Debug, "{Method} {Route}: the client is gone")]
    static partial void LogGone(ILogger logger, string method, string route);

    [LoggerMessage(2003, LogLevel.Warning, "{Method} {Route} was not answered by the database: {Reason}")]
    static partial void LogUnavailable(ILogger logger, string method, string route, string reason);
}
