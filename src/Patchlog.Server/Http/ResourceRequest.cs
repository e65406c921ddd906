using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// What a request says: its caller, the names in its path, its query and its body. The tenant is checked and admitted
/// before a handler sees the request. Not thread-safe.
/// </summary>
/// <param name="context">The request as ASP.NET has it.</param>
/// <param name="caller">Who sent it.</param>
/// <param name="memory">Counts its body, if that is large.</param>
/// <param name="limits">The bounds of its body.</param>
sealed class ResourceRequest(HttpContext context, Caller caller, RequestMemory memory, IntakeLimits limits)
{
    Tenant? _tenant;

    /// <summary>The request as ASP.NET has it, for what is not here.</summary>
    public HttpContext Context => context;

    /// <summary>Its method, path and headers.</summary>
    public HttpRequest Http => context.Request;

    /// <summary>Who sent it.</summary>
    public Caller Caller => caller;

    /// <summary>What the request makes the server hold.</summary>
    public RequestMemory Memory => memory;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>The tenant in the path.</summary>
    /// <exception cref="InvalidOperationException">The route is bound to no tenant.</exception>
    public Tenant Tenant =>
        _tenant ?? throw new InvalidOperationException("The access of this route is not that of a tenant.");

    /// <summary>Reads the tenant in the path; from then on <see cref="Tenant"/> has it.</summary>
    public bool TryReadTenant([NotNullWhen(false)] out Problem? problem)
    {
        var text = Segment("tenant");
        _tenant = Tenant.TryParse(text, out var tenant) ? tenant : null;

        problem = _tenant is null ? InvalidName("tenant", text) : null;
        return problem is null;
    }

    /// <summary>Reads the type in the path.</summary>
    public bool TryReadType(out TargetName type, [NotNullWhen(false)] out Problem? problem)
    {
        var text = Segment("type");
        problem = TargetName.TryParseReadable(text, out type) ? null
            : TargetName.IsReserved(text) ? NoRoute(context)
            : InvalidName("type", text);
        return problem is null;
    }

    /// <summary>True if the write is only to be tried; known when its query is read.</summary>
    public bool IsTrial { get; private set; }

    /// <summary>Reads the type in the path of a write, and the query.</summary>
    public bool TryReadTypeOfWrite(out TargetName type, [NotNullWhen(false)] out Problem? problem) =>
        TryReadType(out type, out problem) && IsWritable(type, out problem) && TryReadTrial(out problem);

    /// <summary>Reads the type and the id in the path of a write, and the query.</summary>
    public bool TryReadKeyOfWrite(out AggregateKey key, [NotNullWhen(false)] out Problem? problem) =>
        TryReadKey(out key, out problem) && IsWritable(key.TargetName, out problem) && TryReadTrial(out problem);

    /// <summary>Reads the query of a write, which may have <c>dryRun</c>: then it is only tried.</summary>
    public bool TryReadTrial([NotNullWhen(false)] out Problem? problem)
    {
        if (!TryReadQuery(["dryRun"], out var query, out problem))
            return false;

        IsTrial = query["dryRun"] == "true";
        problem = query["dryRun"] is null or "true" or "false"
            ? null
            : Invalid($"The parameter \"dryRun\" is \"{query["dryRun"]}\"; it must be true or false.");

        return problem is null;
    }

    /// <summary>Reads the type in the path, where the route takes no query.</summary>
    public bool TryReadTypeOnly(out TargetName type, [NotNullWhen(false)] out Problem? problem) =>
        TryReadType(out type, out problem) && TryReadNoQuery(out problem);

    /// <summary>Reads the type and the id in the path.</summary>
    public bool TryReadKey(out AggregateKey key, [NotNullWhen(false)] out Problem? problem)
    {
        key = default;
        if (!TryReadType(out var type, out problem))
            return false;

        var text = Segment("id");
        problem = AggregateId.TryParse(text, out var id) ? null
            : AggregateId.IsReserved(text) ? NoRoute(context)
            : InvalidId("id", text);
        key = new(Tenant, type, id);

        return problem is null;
    }

    static bool IsWritable(TargetName type, [NotNullWhen(false)] out Problem? problem)
    {
        problem = type.Process is { } process
            ? Invalid($"An instance of a process is started, fed and cancelled at /v1/TENANT/processes/{process}; "
                + "nobody writes its document.")
            : null;

        return problem is null;
    }

    /// <summary>Reads the query, which may have these parameters.</summary>
    public bool TryReadQuery(
        ReadOnlySpan<string> known, [NotNullWhen(true)] out QueryParameters? query,
        [NotNullWhen(false)] out Problem? problem) =>
        QueryParameters.TryRead(context.Request.Query, known, out query, out problem);

    /// <summary>Refuses any query.</summary>
    public bool TryReadNoQuery([NotNullWhen(false)] out Problem? problem) => TryReadQuery([], out _, out problem);

    /// <summary>Reads a body that says it is JSON.</summary>
    /// <param name="at">The pointer to the body within the command; the pointers of faults begin with it.</param>
    public async Task<Result<JsonValue>> ReadJsonAsync(string at) =>
        RequestBody.IsJson(context.Request, out var problem) ? await ReadBodyAsync(at) : problem;

    /// <summary>Reads a body that says it is JSON, and is a whole document.</summary>
    /// <param name="at">The pointer to the body within the command; the pointers of faults begin with it.</param>
    public async Task<Result<JsonValue>> ReadDocumentAsync(string at) =>
        RequestBody.IsJson(context.Request, out var problem) ? await ReadBodyAsync(at, limits.Document) : problem;

    /// <summary>Reads a body whose media type has been checked.</summary>
    /// <param name="at">The pointer to the body within the command; the pointers of faults begin with it.</param>
    public Task<Result<JsonValue>> ReadBodyAsync(string at) => ReadBodyAsync(at, limits.Json);

    Task<Result<JsonValue>> ReadBodyAsync(string at, JsonLimits most) =>
        RequestBody.ReadAsync(context.Request, memory, most, limits.DoorPatience, at, context.RequestAborted);

    /// <summary>A segment of the path by its name in the route's pattern; empty if there is none.</summary>
    public string Segment(string name) => context.GetRouteValue(name) as string ?? "";

    /// <summary>The problem of a path that leads nowhere.</summary>
    public static Problem NoRoute(HttpContext context) =>
        new(ProblemCode.RouteNotFound, $"There is no route to {context.Request.Path}.");

    /// <summary>The problem of a name that breaks the grammar of names.</summary>
    /// <param name="kind">What the name names, such as a type.</param>
    /// <param name="text">The name as sent.</param>
    public static Problem InvalidName(string kind, string text) =>
        Invalid($"The {kind} \"{text}\" must be 1–63 characters of A-Z a-z 0-9 _ -, beginning with a letter or digit.");

    /// <summary>The problem of an id that breaks the grammar of ids.</summary>
    /// <param name="kind">What the id is called here.</param>
    /// <param name="text">The id as sent.</param>
    public static Problem InvalidId(string kind, string text) =>
        Invalid($"The {kind} \"{text}\" must be 1–128 characters of A-Z a-z 0-9 - . _ ~, and not \".\" or \"..\".");

    /// <summary>The problem of a malformed request.</summary>
    public static Problem Invalid(string detail) => new(ProblemCode.InvalidRequest, detail);
}
