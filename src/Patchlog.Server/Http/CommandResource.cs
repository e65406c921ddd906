using Microsoft.AspNetCore.Http.Features;
using Patchlog.Intake;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// <c>/v1/{tenant}/commands</c>: commands as they are, one or many, and what became of them; and the routes of custom
/// commands, which are the same with the target in the path.
/// </summary>
sealed class CommandResource(DocumentStore store, Writes writes, TimeProvider time)
{
    public async Task<Reply> SubmitAsync(HttpContext context)
    {
        if (!RouteNames.TryReadTenant(context, out var tenant, out var refusal)
            || !QueryParameters.TryRead(context, [], out _, out refusal))
            return refusal;
        if (RequestBody.RequireJson(context.Request) is { } unsupported)
            return Reply.Of(unsupported, ("Accept-Post", Reply.Json));
        var (body, problem) = await RequestBody.ReadAsync(context.Request, writes.Limits, "", context.RequestAborted);
        return body switch
        {
            null => Reply.Of(problem ?? new(ProblemCode.InvalidJson, "There is no body.")),
            JsonArray commands => await SubmitAllAsync(context, tenant, commands),
            _ => await SubmitOneAsync(context, tenant, body),
        };
    }

    /// <summary><c>POST …/{type}/commands/{name}</c> and <c>POST …/{type}/{id}/commands/{name}</c>.</summary>
    public async Task<Reply> CustomAsync(HttpContext context)
    {
        var hasId = context.Request.RouteValues.ContainsKey("id");
        AggregateKey key = default;
        if (!RouteNames.TryReadCollection(context, out var tenant, out var type, out var refusal)
            || (hasId && !RouteNames.TryReadDocument(context, out key, out refusal))
            || !QueryParameters.TryRead(context, [], out _, out refusal))
            return refusal;
        var name = RouteNames.Segment(context, "name");
        if (!Command.IsName(name))
            return RouteNames.Invalid("command", name);
        var envelope = JsonObject.Of(
            new("type", "logic"), new("name", name), new("tenant", tenant.Value),
            new("targetName", type.Value));
        if (hasId)
            envelope = envelope.With("targetId", key.TargetId.Value);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            if (RequestBody.RequireJson(context.Request) is { } unsupported)
                return Reply.Of(unsupported, ("Accept-Post", Reply.Json));
            var (body, problem) = await RequestBody.ReadAsync(
                context.Request, writes.Limits, "/body", context.RequestAborted);
            if (body is null)
                return Reply.Of(problem ?? new(ProblemCode.InvalidJson, "There is no body."));
            envelope = envelope.With("body", body);
        }
        if (!writes.TryMakeCommand(context.Request, envelope, out var command, out refusal))
            return refusal;
        var outcome = await writes.ExecuteAsync(command, context.RequestAborted);
        return await writes.ReplyAsync(context, outcome, StatusCodes.Status200OK);
    }

    /// <summary><c>GET /v1/{tenant}/commands/{id}</c>.</summary>
    public async Task<Reply> FindAsync(HttpContext context)
    {
        if (!RouteNames.TryReadTenant(context, out var tenant, out var refusal)
            || !QueryParameters.TryRead(context, [], out _, out refusal))
            return refusal;
        var text = RouteNames.Segment(context, "id");
        if (!CommandId.TryParse(text, out var id))
            return QueryParameters.Invalid($"The command id \"{text}\" breaks the grammar of ids.");
        return await store.Documents.FindCommandAsync(tenant, id, context.RequestAborted) is { } outcome
            ? Reply.Of(StatusCodes.Status200OK, writer => OutcomeJson.Write(writer, outcome))
            : Reply.Of(ProblemCode.CommandNotFound,
                $"No command \"{id}\" took effect for tenant {tenant}; one under way may still do so.");
    }

    async Task<Reply> SubmitOneAsync(HttpContext context, Tenant tenant, JsonValue document)
    {
        if (document is JsonObject envelope && IsForeign(envelope, tenant) is { } foreign)
            return Reply.Of(foreign);
        if (document is not JsonObject whole)
            return Reply.Of(Problem.At(
                ProblemCode.InvalidCommand, "", "type", "A command is a JSON object; send one, or an array of them."));
        if (context.Request.Headers.ContainsKey("Idempotency-Key") && whole["id"] is not null)
            return QueryParameters.Invalid("Give the command's id in the command or as Idempotency-Key, not both.");
        if (!writes.TryMakeCommand(context.Request, whole, out var command, out var refusal))
            return refusal;
        return await writes.ExecuteAsync(command, context.RequestAborted) switch
        {
            Outcome.Success success => new(StatusCodes.Status200OK)
            {
                Body = writer => OutcomeJson.Write(writer, success),
                Headers = Writes.HeadersOf(success),
            },
            var outcome => Writes.Failed(((Outcome.Failure)outcome).Problem),
        };
    }

    async Task<Reply> SubmitAllAsync(HttpContext context, Tenant tenant, JsonArray commands)
    {
        if (commands.Count > writes.Limits.MaxCommandsPerBatch)
            return Reply.Of(Problem.At(ProblemCode.InvalidCommand, "", "too-many-commands",
                $"There are {commands.Count} commands; at most {writes.Limits.MaxCommandsPerBatch} go at once."));
        if (context.Request.Headers.ContainsKey("Idempotency-Key"))
            return QueryParameters.Invalid("Idempotency-Key names one command; commands of an array have ids of their own.");
        if (context.Request.Headers.IfMatch.Count + context.Request.Headers.IfNoneMatch.Count > 0)
            return QueryParameters.Invalid(
                "If-Match and If-None-Match are of one document; give commands of an array a targetVersion.");
        var answers = new Task<Outcome>[commands.Count];
        var isFull = false;
        for (var i = 0; i < answers.Length; i++)
            answers[i] = await SubmitNextAsync(commands[i]);
        var outcomes = await Task.WhenAll(answers).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return Reply.Of(StatusCodes.Status200OK, writer =>
        {
            writer.BeginObject().Name("results").BeginArray();
            foreach (var outcome in outcomes)
                OutcomeJson.Write(writer, outcome);
            writer.End().End();
        });

        // Where one found no room in time the later ones don't even knock: none overtakes another.
        async Task<Task<Outcome>> SubmitNextAsync(JsonValue envelope)
        {
            if (!Envelope.TryRead(envelope, writes.Limits.Patch, time, out var command, out var problem))
                return Task.FromResult<Outcome>(new Outcome.Failure(problem));
            if (IsForeign(command, tenant) is { } foreign)
                return Task.FromResult<Outcome>(new Outcome.Failure(foreign));
            var answer = isFull ? null : await writes.TrySubmitAsync(command, context.RequestAborted);
            isFull = answer is null;
            return answer ?? Task.FromResult(Writes.Full(command));
        }
    }

    static Problem? IsForeign(JsonObject envelope, Tenant tenant) =>
        envelope["tenant"] is JsonString { Value: var named } && named != tenant.Value ? Foreign(tenant, named) : null;

    static Problem? IsForeign(Command command, Tenant tenant) =>
        command.Target.Tenant != tenant ? Foreign(tenant, command.Target.Tenant.Value) : null;

    static Problem Foreign(Tenant tenant, string named) => Problem.At(
        ProblemCode.InvalidCommand, "/tenant", "foreign-tenant",
        $"The command is for tenant \"{named}\", but the path is for tenant \"{tenant}\".");
}
