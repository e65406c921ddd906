using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>Reads the JSON of a request, whole and within limits.</summary>
static class RequestBody
{
    public const string JsonPatch = "application/json-patch+json";
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>The value of <c>Accept-Patch</c> (RFC 5789 §3.1).</summary>
    public const string PatchTypes = $"{JsonPatch}, {MergePatch}";

    /// <summary>Reads a JSON document; a problem where there is none.</summary>
    /// <param name="request">Whose body.</param>
    /// <param name="limits">How much it may be.</param>
    /// <param name="at">The pointer under which the document stands in the command; faults begin with it.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public static async Task<(JsonValue? Value, Problem? Problem)> ReadAsync(
        HttpRequest request, IntakeLimits limits, string at, CancellationToken cancellation)
    {
        try
        {
            return await ReadWholeAsync(request, limits, at, cancellation);
        }
        catch (BadHttpRequestException failure)     // malformed chunks, an end too soon, too slow
        {
            return (null, failure.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(limits)
                : new(ProblemCode.InvalidRequest, $"The body can't be read. {failure.Message}"));
        }
        catch (ConnectionResetException failure)
        {
            throw new OperationCanceledException("The client went away within its request.", failure);
        }
        catch (IOException)     // a chunk's size that is no number
        {
            return (null, new(ProblemCode.InvalidRequest, "The body can't be read: its chunks are malformed."));
        }
    }

    /// <summary>The media type of the body without its parameters; null if it is not plain UTF-8.</summary>
    public static string? MediaTypeOf(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return null;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        return charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? type.MediaType.Value?.ToLowerInvariant()
            : null;
    }

    /// <summary>A problem unless the body says it is JSON.</summary>
    public static Problem? RequireJson(HttpRequest request)
    {
        var type = MediaTypeOf(request);
        return type == Reply.Json
            || (type?.EndsWith("+json", StringComparison.Ordinal) == true && type is not (JsonPatch or MergePatch))
            ? null
            : new(ProblemCode.UnsupportedMediaType,
                $"The body must be plain UTF-8 JSON; send it with Content-Type: {Reply.Json}.");
    }

    static async Task<(JsonValue? Value, Problem? Problem)> ReadWholeAsync(
        HttpRequest request, IntakeLimits limits, string at, CancellationToken cancellation)
    {
        if (request.ContentLength > limits.Json.MaxBytes)
            return (null, TooLarge(limits));
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellation);
            if (result.Buffer.Length > limits.Json.MaxBytes)
            {
                request.BodyReader.AdvanceTo(result.Buffer.End);
                return (null, TooLarge(limits));
            }
            if (!result.IsCompleted)
            {
                request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }
            var read = Parse(result.Buffer, limits, at);
            request.BodyReader.AdvanceTo(result.Buffer.End);
            return read;
        }
    }

    static (JsonValue?, Problem?) Parse(in ReadOnlySequence<byte> body, IntakeLimits limits, string at)
    {
        var isRead = body.IsSingleSegment
            ? JsonValue.TryParse(body.FirstSpan, limits.Json, out var value, out var fault)
            : JsonValue.TryParse(body.ToArray(), limits.Json, out value, out fault);
        return isRead ? (value, null) : (null, fault is null ? null : JsonProblems.Of(fault, at));
    }

    static Problem TooLarge(IntakeLimits limits) =>
        new(ProblemCode.PayloadTooLarge, $"The body is larger than {limits.Json.MaxBytes} bytes.");
}
