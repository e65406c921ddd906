using System.Diagnostics.CodeAnalysis;
using Patchlog.Intake;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>What all writes over HTTP share: headers in, a command carried out, headers out.</summary>
sealed class Writes(DocumentStore store, IntakeLimits limits, TimeProvider time)
{
    public IntakeLimits Limits => limits;

    /// <summary>Makes a command from an envelope and the request's headers.</summary>
    public bool TryMakeCommand(
        HttpRequest request, JsonObject envelope, [NotNullWhen(true)] out Command? command,
        [NotNullWhen(false)] out Reply? refusal)
    {
        command = null;
        if (!TryReadKey(request, out var key, out refusal))
            return false;
        if (!ConditionalHeaders.TryReadPrecondition(request, out var precondition, out var problem)
            || !Envelope.TryRead(
                key is null ? envelope : envelope.With("id", key), limits.Patch, time, out command, out problem))
        {
            refusal = Reply.Of(problem ?? new(ProblemCode.InvalidRequest, "The conditional headers are malformed."));
            return false;
        }
        command = command with { Precondition = precondition };
        return true;
    }

    /// <summary>Carries a command out; a server that stays full answers 429.</summary>
    public async Task<Outcome> ExecuteAsync(Command command, CancellationToken aborted) =>
        await TrySubmitAsync(command, aborted) is { } answer
            ? await answer.ConfigureAwait(ConfigureAwaitOptions.ForceYielding)
            : Full(command);

    /// <summary>Lets a command in, and answers with the promise of its outcome; null if the server stays full.</summary>
    public async Task<Task<Outcome>?> TrySubmitAsync(Command command, CancellationToken aborted)
    {
        Task<Outcome>? answer = null;
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted))
        {
            patience.CancelAfter(limits.DoorPatience);
            try
            {
                answer = await store.SubmitAsync(command, patience.Token);
            }
            catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
            {
                // Out of patience: the command did not get in.
            }
        }
        return answer;
    }

    public static Outcome Full(Command command) =>
        new Outcome.Failure(new(ProblemCode.TooManyRequests, "The server is full; try again in a second.")
        {
            CommandId = command.Id,
        });

    /// <summary>The reply to a write of one document, or of its commands.</summary>
    public async Task<Reply> ReplyAsync(HttpContext context, Outcome outcome, int whenDone)
    {
        if (outcome is not Outcome.Success success)
            return Failed(((Outcome.Failure)outcome).Problem);
        var headers = HeadersOf(success);
        if (whenDone == StatusCodes.Status204NoContent)
            return new(whenDone) { Headers = headers };     // a deletion leaves nothing to prefer
        var preferred = Negotiation.PreferredReturn(context.Request);
        if (preferred is not null)
            headers.Add(("Preference-Applied", $"return={preferred}"));
        headers.Add(("ETag", ConditionalHeaders.ETagOf(success.Version)));
        if (success.HasCreated)
            headers.Add(("Location", PathOf(success.Target)));
        var status = success.HasCreated ? StatusCodes.Status201Created : whenDone;
        if (preferred == "minimal")
            return new(success.HasCreated ? status : StatusCodes.Status204NoContent) { Headers = headers };
        var body = success.Body ?? await FindFirstBodyAsync(success, context.RequestAborted);
        return body is null
            ? new(success.HasCreated ? status : StatusCodes.Status204NoContent) { Headers = headers }
            : new(status) { Body = writer => writer.Value(body), Headers = headers };
    }

    public static Reply Failed(Problem problem) => problem.Code.Status switch
    {
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable =>
            Reply.Of(problem, ("Retry-After", "1")),
        _ => Reply.Of(problem),
    };

    public static List<(string Name, string Value)> HeadersOf(Outcome.Success success)
    {
        List<(string, string)> headers = [("Patchlog-Command-Id", success.CommandId.Value)];
        if (success.Position is { } position)
            headers.Add(("Patchlog-Position", position.ToString()));
        if (success.IsDuplicate)
            headers.Add(("Patchlog-Duplicate", "true"));
        return headers;
    }

    public static string PathOf(AggregateKey key) => $"/v1/{key.Tenant}/{key.TargetName}/{key.TargetId}";

    // The answer to a repetition is the first answer: the document as it was then.
    async Task<JsonObject?> FindFirstBodyAsync(Outcome.Success success, CancellationToken cancellation)
    {
        try
        {
            return (await store.Documents.GetAsync(success.Target, success.Version, cancellation))?.Body;
        }
        catch (JournalUnavailableException)
        {
            return null;    // it took effect, and that is what has to be said
        }
    }

    // draft-ietf-httpapi-idempotency-key-header: a string in quotes; a bare id is taken as well.
    static bool TryReadKey(HttpRequest request, out JsonValue? key, [NotNullWhen(false)] out Reply? refusal)
    {
        (key, refusal) = (null, null);
        var header = request.Headers["Idempotency-Key"];
        if (header.Count == 0)
            return true;
        var text = header.ToString();
        if (text is ['"', .. var inner, '"'])
            text = inner;
        if (!CommandId.TryParse(text, out var id))
        {
            refusal = QueryParameters.Invalid(
                "Idempotency-Key must be 1–128 characters of A-Z a-z 0-9 - . _ ~, and not \".\" or \"..\".");
            return false;
        }
        key = id.Value;
        return true;
    }
}
