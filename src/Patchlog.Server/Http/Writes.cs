using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// What all writes over HTTP share: headers to a command, the command to an outcome, the outcome to an answer.
/// </summary>
/// <param name="store">Carries the commands out.</param>
/// <param name="intake">Reads them.</param>
/// <param name="conflicts">Adds to version conflicts what has happened since.</param>
/// <param name="limits">The bounds of what waits.</param>
sealed class Writes(DocumentStore store, CommandIntake intake, ConflictEvents conflicts, IntakeLimits limits)
{
    /// <summary>Carries out the command of an envelope, and answers with the document after it.</summary>
    /// <param name="request">The request, whose headers belong to the command.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="whenDone">The status of a success that created nothing.</param>
    public async Task<Reply> CarryOutAsync(ResourceRequest request, JsonObject envelope, int whenDone) =>
        TryMakeCommand(request, envelope, out var command, out var problem)
            ? await CarryOutAsync(request, command, whenDone)
            : problem;

    /// <summary>Carries out a command, and answers with the document after it.</summary>
    public async Task<Reply> CarryOutAsync(ResourceRequest request, Command command, int whenDone) =>
        await ExecuteAsync(request, command) switch
        {
            Outcome.Success success => await ReplyAsync(request, success, whenDone),
            Outcome.Trial trial => ReplyOf(trial),
            Outcome.Failure failure => failure.Problem,
            var outcome => throw new UnreachableException($"There is no reply to {outcome.GetType().Name}."),
        };

    /// <summary>Makes a command from an envelope and the headers of its request.</summary>
    public bool TryMakeCommand(
        ResourceRequest request, JsonObject envelope, [NotNullWhen(true)] out Command? command,
        [NotNullWhen(false)] out Problem? problem)
    {
        command = null;
        if (!TryReadIdempotencyKey(request.Http, out var id, out problem)
            || !ConditionalHeaders.TryReadPrecondition(request.Http, out var precondition, out problem))
            return false;

        var document = id is null ? envelope : envelope.With("id", id);
        if (!intake.TryTake(document, request.Caller, precondition, out command, out problem))
            return false;

        command = command with
        {
            IsTrial = request.IsTrial,
            IsTraced = command.IsTraced || Negotiation.PrefersTrace(request.Http),
        };

        return true;
    }

    /// <summary>The answer to a command that was only tried.</summary>
    public static Reply ReplyOf(Outcome.Trial trial) => new(StatusCodes.Status200OK)
    {
        Body = writer => TrialJson.Write(writer, trial),
        Size = TrialJson.SizeOf(trial),
        MediaType = MediaTypes.Trial,
    };

    /// <summary>Carries a command out; at a server that stays full it fails.</summary>
    public async Task<Outcome> ExecuteAsync(ResourceRequest request, Command command)
    {
        if (!(await SubmitAsync(command, request.Aborted)).TryGet(out var answer, out var problem))
            return new Outcome.Failure(problem);

        var outcome = await answer.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (outcome is Outcome.Failure)
            outcome = await conflicts.AddAsync(command, outcome, request.Memory.Reply);

        var memory = 0L;
        return OutcomeMemory.ReserveTrace(outcome, request.Memory.Reply, ref memory);
    }

    /// <summary>
    /// Brings a command in, and answers with the promise of its outcome; a problem if the server stays full.
    /// </summary>
    public async Task<Result<Task<Outcome>>> SubmitAsync(Command command, CancellationToken aborted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(limits.DoorPatience);
        try
        {
            return new Result<Task<Outcome>>.Ok(await store.SubmitAsync(command, patience.Token));
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return Full(command);
        }
    }

    /// <summary>The problem of a command that found no room.</summary>
    public static Problem Full(Command command) =>
        new(ProblemCode.TooManyRequests, "The server is full; try again in a second.") { CommandId = command.Id };

    /// <summary>The headers of every command that took effect.</summary>
    public static List<(string Name, string Value)> HeadersOf(Outcome.Success success)
    {
        List<(string, string)> headers = [("Patchlog-Command-Id", success.CommandId.Value)];
        if (success.Position is { } position)
            headers.Add(("Patchlog-Position", position.ToString()));

        if (success.IsDuplicate)
            headers.Add(("Patchlog-Duplicate", "true"));

        return headers;
    }

    async Task<Reply> ReplyAsync(ResourceRequest request, Outcome.Success success, int whenDone)
    {
        var headers = HeadersOf(success);
        if (success.Trace is not null)
            return TracedReply(success, headers);

        if (whenDone == StatusCodes.Status204NoContent)
            return new(whenDone) { Headers = headers };     // a deletion has no document to prefer

        var preferred = Negotiation.PreferredReturn(request.Http);
        if (preferred is not null)
            headers.Add(("Preference-Applied", $"return={preferred}"));

        headers.Add(("ETag", ConditionalHeaders.ETagOf(success.Version)));
        if (success.HasCreated)
            headers.Add(("Location", PathOf(success.Target)));

        var status = success.HasCreated ? StatusCodes.Status201Created : whenDone;
        var body = preferred == "minimal" ? null : success.Body ?? await FindFirstBodyAsync(success, request.Aborted);

        return body is null
            ? new(success.HasCreated ? status : StatusCodes.Status204NoContent) { Headers = headers }
            : new(status) { Body = writer => writer.Value(body), Size = body.Utf8Length, Headers = headers };
    }

    // A document has no place for how it came about: the answer is the outcome, as for a raw command.
    static Reply TracedReply(Outcome.Success success, List<(string Name, string Value)> headers)
    {
        headers.Add(("Preference-Applied", "trace"));
        headers.Add(("ETag", ConditionalHeaders.ETagOf(success.Version)));
        if (success.HasCreated)
            headers.Add(("Location", PathOf(success.Target)));

        return new(success.HasCreated ? StatusCodes.Status201Created : StatusCodes.Status200OK)
        {
            Body = writer => OutcomeJson.Write(writer, success),
            MediaType = MediaTypes.Outcome,
            Headers = headers,
        };
    }

    // The answer to a repetition is the first answer: the document as it was then.
    async Task<JsonObject?> FindFirstBodyAsync(Outcome.Success success, CancellationToken cancellation)
    {
        try
        {
            var first = await store.Documents.GetAsync(success.Target, success.Version, cancellation);
            return first.TryGet(out var state, out _) ? state.Body : null;
        }
        catch (JournalUnavailableException)
        {
            return null;    // the command took effect, and the client must hear that
        }
    }

    static string PathOf(AggregateKey key) => $"/v1/{key.Tenant}/{key.TargetName}/{key.TargetId}";

    // draft-ietf-httpapi-idempotency-key-header: a string in quotes; a bare id is taken as well.
    static bool TryReadIdempotencyKey(
        HttpRequest request, out JsonValue? id, [NotNullWhen(false)] out Problem? problem)
    {
        (id, problem) = (null, null);
        var header = request.Headers["Idempotency-Key"];
        if (header.Count == 0)
            return true;

        var text = header.ToString();
        if (text is ['"', .. var inner, '"'])
            text = inner;

        if (CommandId.IsReserved(text))
            problem = ResourceRequest.Invalid("Idempotency-Keys that begin with \"~p.\" are the server's own.");
        else if (CommandId.TryParse(text, out var read))
            id = read.Value;
        else
            problem = ResourceRequest.InvalidId("Idempotency-Key", text);

        return problem is null;
    }
}
