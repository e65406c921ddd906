using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using Patchlog.Explaining;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// <c>/v1/{tenant}/commands</c>: commands as they are, one or many, and their outcomes.
/// </summary>
/// <param name="store">Knows the outcomes.</param>
/// <param name="writes">Carries the commands out.</param>
/// <param name="intake">Reads the commands of an array.</param>
/// <param name="limits">The bounds of an array.</param>
sealed class CommandResource(DocumentStore store, Writes writes, CommandIntake intake, IntakeLimits limits)
{
    public async Task<Reply> SubmitAsync(ResourceRequest request)
    {
        if (!request.TryReadTrial(out var problem))
            return problem;

        if (!(await request.ReadJsonAsync("")).TryGet(out var body, out problem))
            return problem;

        return body is JsonArray commands
            ? await SubmitAllAsync(request, commands)
            : await SubmitOneAsync(request, body);
    }

    /// <summary><c>GET /v1/{tenant}/commands/{id}</c>.</summary>
    public async Task<Reply> FindAsync(ResourceRequest request)
    {
        if (!request.TryReadQuery(["explain"], out var query, out var problem))
            return problem;

        if (query["explain"] is not (null or "true" or "false"))
            return ResourceRequest.Invalid(
                $"The parameter \"explain\" is \"{query["explain"]}\"; it must be true or false.");

        var text = request.Segment("id");
        if (!CommandId.TryParse(text, out var id))
            return ResourceRequest.InvalidId("command id", text);

        if (query["explain"] == "true")
            return await ExplainAsync(request, id);

        return await store.Documents.FindCommandAsync(request.Tenant, id, request.Aborted) is { } outcome
            ? Reply.Of(StatusCodes.Status200OK, writer => OutcomeJson.Write(writer, outcome))
            : new Problem(ProblemCode.CommandNotFound,
                $"No command \"{id}\" took effect for tenant {request.Tenant}; one under way may still do so.");
    }

    async Task<Reply> ExplainAsync(ResourceRequest request, CommandId id)
    {
        var explained = await store.Explainer.ExplainAsync(request.Tenant, id, request.Aborted);

        return explained.TryGet(out var explanation, out var problem)
            ? new Reply(StatusCodes.Status200OK)
            {
                Body = writer => ExplanationJson.Write(writer, explanation),
                Size = explanation.Bytes,
                MediaType = MediaTypes.Explanation,
            }
            : problem;
    }

    /// <summary><c>POST …/{type}/commands/{name}</c>: a custom command that may start something new.</summary>
    public async Task<Reply> StartAsync(ResourceRequest request) =>
        request.TryReadTypeOfWrite(out var type, out var problem)
            ? await CustomAsync(request, JsonObject.Of(
                new("tenant", request.Tenant.Value), new("targetName", type.Value)))
            : problem;

    /// <summary><c>POST …/{type}/{id}/commands/{name}</c>: a custom command to a document.</summary>
    public async Task<Reply> CustomAsync(ResourceRequest request) =>
        request.TryReadKeyOfWrite(out var key, out var problem)
            ? await CustomAsync(request, JsonObject.Of(
                new("tenant", request.Tenant.Value), new("targetName", key.TargetName.Value),
                new("targetId", key.TargetId.Value)))
            : problem;

    async Task<Reply> CustomAsync(ResourceRequest request, JsonObject target)
    {
        var name = request.Segment("name");
        if (!Command.IsName(name))
            return ResourceRequest.InvalidName("command", name);

        var envelope = target.With("type", "logic").With("name", name);
        if (request.Context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            if (!(await request.ReadJsonAsync("/body")).TryGet(out var body, out var problem))
                return problem;

            envelope = envelope.With("body", body);
        }

        return await writes.CarryOutAsync(request, envelope, StatusCodes.Status200OK);
    }

    async Task<Reply> SubmitOneAsync(ResourceRequest request, JsonValue document)
    {
        if (document is not JsonObject envelope)
            return Problem.At(
                ProblemCode.InvalidCommand, "", "type", "A command is a JSON object; send one, or an array of them.");

        if (envelope["tenant"] is JsonString { Value: var named } && !IsOf(request.Tenant, named, out var problem))
            return problem;

        if (request.Http.Headers.ContainsKey("Idempotency-Key") && envelope["id"] is not null)
            return ResourceRequest.Invalid("Give the id in the command or as Idempotency-Key, not both.");

        if (!writes.TryMakeCommand(request, envelope, out var command, out problem))
            return problem;

        return await writes.ExecuteAsync(request, command) switch
        {
            Outcome.Success success => new Reply(StatusCodes.Status200OK)
            {
                Body = writer => OutcomeJson.Write(writer, success),
                Headers = Writes.HeadersOf(success),
            },
            Outcome.Trial trial => Writes.ReplyOf(trial) with { MediaType = MediaTypes.Json },
            Outcome.Failure failure => failure.Problem,
            var outcome => throw new UnreachableException($"There is no reply to {outcome.GetType().Name}."),
        };
    }

    async Task<Reply> SubmitAllAsync(ResourceRequest request, JsonArray commands)
    {
        if (commands.Count > limits.MaxCommandsPerBatch)
            return Problem.At(ProblemCode.InvalidCommand, "", "too-many-commands",
                $"There are {commands.Count} commands; an array has at most {limits.MaxCommandsPerBatch}.");

        if (request.Http.Headers.ContainsKey("Idempotency-Key"))
            return ResourceRequest.Invalid(
                "Idempotency-Key is for one command; give each command of an array an id of its own.");

        if (request.Http.Headers.IfMatch.Count + request.Http.Headers.IfNoneMatch.Count > 0)
            return ResourceRequest.Invalid(
                "If-Match and If-None-Match are for one document; give commands of an array a targetVersion.");

        var outcomes = await ExecuteAllAsync(request, commands);
        var memory = 0L;
        OutcomeMemory.ReserveTraces(outcomes, request.Memory.Reply, ref memory);

        return new(StatusCodes.Status200OK)
        {
            Size = outcomes.OfType<Outcome.Trial>().Sum(TrialJson.SizeOf),
            Body = writer =>
            {
                writer.BeginObject().Name("results").BeginArray();
                foreach (var outcome in outcomes)
                    OutcomeJson.Write(writer, outcome);

                writer.End().End();
            },
        };
    }

    async Task<Outcome[]> ExecuteAllAsync(ResourceRequest request, JsonArray commands)
    {
        var answers = new Task<Outcome>[commands.Count];
        var isFull = false;
        for (var i = 0; i < answers.Length; i++)
            answers[i] = await SubmitNextAsync(commands[i]);

        return await Task.WhenAll(answers).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        // After a command that found no room in time, the later ones are not tried: none overtakes another.
        async Task<Task<Outcome>> SubmitNextAsync(JsonValue envelope)
        {
            if (!intake.TryTake(envelope, request.Caller, out var command, out var problem)
                || !IsOf(request.Tenant, command.Target.Tenant.Value, out problem))
                return Failed(problem);

            if (isFull)
                return Failed(Writes.Full(command));

            command = command with
            {
                IsTrial = request.IsTrial,
                IsTraced = command.IsTraced || Negotiation.PrefersTrace(request.Http),
            };

            if ((await writes.SubmitAsync(command, request.Aborted)).TryGet(out var answer, out problem))
                return answer;

            isFull = true;
            return Failed(problem);
        }
    }

    static Task<Outcome> Failed(Problem problem) => Task.FromResult<Outcome>(new Outcome.Failure(problem));

    static bool IsOf(Tenant tenant, string named, [NotNullWhen(false)] out Problem? problem)
    {
        problem = named == tenant.Value ? null : Problem.At(
            ProblemCode.InvalidCommand, "/tenant", "foreign-tenant",
            $"The command is for tenant \"{named}\", but the path is for tenant \"{tenant}\".");
        return problem is null;
    }
}
