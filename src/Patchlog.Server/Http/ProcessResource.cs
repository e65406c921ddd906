using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Json;
using Patchlog.Processes;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// <c>/v1/{tenant}/processes/{name}</c> and below: instances of processes are started, fed, cancelled, and seen.
/// </summary>
/// <param name="store">Has the instances.</param>
/// <param name="writes">Carries the commands out.</param>
/// <param name="queries">Finds instances as any other documents.</param>
sealed class ProcessResource(DocumentStore store, Writes writes, QueryResource queries)
{
    public Task<Reply> ListAsync(ResourceRequest request) =>
        TryReadProcess(request, out var type, out var problem)
            ? queries.GetAsync(request, type)
            : Task.FromResult<Reply>(problem);

    public async Task<Reply> GetAsync(ResourceRequest request)
    {
        if (!TryReadKey(request, out var key, out var problem) || !request.TryReadNoQuery(out problem))
            return problem;

        return (await store.Instances.FindAsync(key, request.Aborted)).TryGet(out var view, out problem)
            ? InstanceReply.Of(view)
            : problem;
    }

    public async Task<Reply> StartAsync(ResourceRequest request) =>
        TryReadProcess(request, out var type, out var problem)
            ? await SendAsync(request, EnvelopeOf(request, type))
            : problem;

    public async Task<Reply> FeedAsync(ResourceRequest request) =>
        TryReadKey(request, out var key, out var problem)
            ? await SendAsync(request, EnvelopeOf(request, key.TargetName).With("targetId", key.TargetId.Value))
            : problem;

    public async Task<Reply> CancelAsync(ResourceRequest request)
    {
        if (!TryReadKey(request, out var key, out var problem) || !request.TryReadTrial(out problem))
            return problem;

        // No envelope says it: the method does.
        var envelope = EnvelopeOf(request, key.TargetName).With("targetId", key.TargetId.Value)
            .With("body", JsonObject.Empty.With("event", "cancel"));

        return writes.TryMakeCommand(request, envelope, out var command, out problem)
            ? await AnswerAsync(request, Instances.ToCancel(command))
            : problem;
    }

    public Task<Reply> DrawAsync(ResourceRequest request) => DrawAsync(request, MediaTypes.Svg);

    public Task<Reply> DrawTextAsync(ResourceRequest request) => DrawAsync(request, MediaTypes.PlainText);

    async Task<Reply> DrawAsync(ResourceRequest request, string mediaType)
    {
        if (!TryReadProcess(request, out var type, out var problem)
            || !request.TryReadQuery(["id"], out var query, out problem))
            return problem;

        AggregateKey? key = null;
        if (query["id"] is { } text)
        {
            if (!AggregateId.TryParse(text, out var id))
                return ResourceRequest.InvalidId("id", text);

            key = new(request.Tenant, type, id);
        }

        var drawn = await store.Instances.DrawAsync(
            request.Tenant, type.Process ?? "", key, mediaType == MediaTypes.PlainText, request.Aborted);

        if (!drawn.TryGet(out var drawing, out problem))
            return problem;

        var bytes = Encoding.UTF8.GetBytes(drawing);

        return new Reply(StatusCodes.Status200OK)
        {
            Body = writer => writer.Raw(bytes),
            Size = bytes.Length,
            MediaType = mediaType,

            // A picture that is opened by itself runs nothing and loads nothing.
            Headers = [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")],
        };
    }

    async Task<Reply> SendAsync(ResourceRequest request, JsonObject envelope)
    {
        if (!request.TryReadTrial(out var problem))
            return problem;

        if (!(await request.ReadJsonAsync("/body")).TryGet(out var body, out problem))
            return problem;

        return writes.TryMakeCommand(request, envelope.With("body", body), out var command, out problem)
            ? await AnswerAsync(request, command)
            : problem;
    }

    async Task<Reply> AnswerAsync(ResourceRequest request, Command command) =>
        await writes.ExecuteAsync(request, command) switch
        {
            Outcome.Success success => ReplyOf(success),
            Outcome.Trial trial => Writes.ReplyOf(trial),
            Outcome.Failure failure => failure.Problem,
            var outcome => throw new UnreachableException($"There is no reply to {outcome.GetType().Name}."),
        };

    static Reply ReplyOf(Outcome.Success success)
    {
        var headers = Writes.HeadersOf(success);
        headers.Add(("ETag", ConditionalHeaders.ETagOf(success.Version)));
        if (success.HasCreated)
            headers.Add(("Location", PathOf(success.Target)));

        return new(success.HasCreated ? StatusCodes.Status201Created : StatusCodes.Status200OK)
        {
            Body = writer => OutcomeJson.Write(writer, success),
            Headers = headers,
        };
    }

    static string PathOf(AggregateKey key) => $"/v1/{key.Tenant}/processes/{key.TargetName.Process}/{key.TargetId}";

    static JsonObject EnvelopeOf(ResourceRequest request, TargetName type) => JsonObject.Of(
        new("type", "orchestration"), new("tenant", request.Tenant.Value),
        new("targetName", type.Process ?? ""));

    static bool TryReadKey(
        ResourceRequest request, out AggregateKey key, [NotNullWhen(false)] out Problem? problem)
    {
        key = default;
        if (!TryReadProcess(request, out var type, out problem))
            return false;

        var text = request.Segment("id");
        problem = AggregateId.TryParse(text, out var id) ? null : ResourceRequest.InvalidId("id", text);
        key = new(request.Tenant, type, id);

        return problem is null;
    }

    static bool TryReadProcess(
        ResourceRequest request, out TargetName type, [NotNullWhen(false)] out Problem? problem)
    {
        var text = request.Segment("name");
        problem = TargetName.TryParseProcess(text, out type) ? null : ResourceRequest.InvalidName("process", text);

        return problem is null;
    }
}
