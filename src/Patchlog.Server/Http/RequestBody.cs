using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>Reads the JSON of a request, whole and within limits.</summary>
static class RequestBody
{
    /// <summary>Reads a JSON document; a problem where there is none.</summary>
    /// <param name="request">The request with the body.</param>
    /// <param name="memory">Counts a body that is large.</param>
    /// <param name="limits">The bounds of the body.</param>
    /// <param name="at">The pointer to the body within the command; the pointers of faults begin with it.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public static async Task<Result<JsonValue>> ReadAsync(
        HttpRequest request, RequestMemory memory, IntakeLimits limits, string at, CancellationToken cancellation)
    {
        try
        {
            return await ReadWholeAsync(request, memory, limits, at, cancellation);
        }
        catch (BadHttpRequestException failure)     // malformed chunks, an end too soon, too slow
        {
            return failure.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(limits)
                : ResourceRequest.Invalid($"The body can't be read. {failure.Message}");
        }
        catch (ConnectionResetException failure)
        {
            throw new OperationCanceledException("The client went away within its request.", failure);
        }
        catch (IOException)     // a chunk whose size is not a number
        {
            return ResourceRequest.Invalid("The body can't be read: its chunks are malformed.");
        }
    }

    /// <summary>The media type of the body without its parameters; null if the body is not plain UTF-8.</summary>
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

    /// <summary>True if the body says it is JSON, and no patch; else the problem that it is not.</summary>
    public static bool IsJson(HttpRequest request, [NotNullWhen(false)] out Problem? problem)
    {
        var type = MediaTypeOf(request);
        var isJson = type == MediaTypes.Json
            || (type?.EndsWith("+json", StringComparison.Ordinal) == true
                && type is not (MediaTypes.JsonPatch or MediaTypes.MergePatch));

        problem = isJson ? null : new(ProblemCode.UnsupportedMediaType,
            $"The body must be plain UTF-8 JSON; send it with Content-Type: {MediaTypes.Json}.");
        return isJson;
    }

    static async Task<Result<JsonValue>> ReadWholeAsync(
        HttpRequest request, RequestMemory memory, IntakeLimits limits, string at, CancellationToken cancellation)
    {
        if (request.ContentLength > limits.Json.MaxBytes)
            return TooLarge(limits);

        if (!await memory.TryReserveBodyAsync(request.ContentLength ?? 0, limits.DoorPatience, cancellation))
            return Full();

        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellation);
            memory.ObserveReceived();
            if (result.Buffer.Length > limits.Json.MaxBytes)
            {
                request.BodyReader.AdvanceTo(result.Buffer.End);
                return TooLarge(limits);
            }

            if (!result.IsCompleted)
            {
                var most = result.Buffer.Length <= BufferLimits.SmallBodyBytes ? 0 : limits.Json.MaxBytes;
                var hasRoom = await memory.TryReserveBodyAsync(most, limits.DoorPatience, cancellation);
                request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (!hasRoom)
                    return Full();

                continue;
            }

            var read = Parse(result.Buffer, limits, at);
            request.BodyReader.AdvanceTo(result.Buffer.End);
            memory.CompleteBody(read.TryGet(out var value, out _) ? value.EstimatedMemory : 0);

            return read;
        }
    }

    static Result<JsonValue> Parse(in ReadOnlySequence<byte> body, IntakeLimits limits, string at)
    {
        var isRead = body.IsSingleSegment
            ? JsonValue.TryParse(body.FirstSpan, limits.Json, out var value, out var fault)
            : JsonValue.TryParse(body.ToArray(), limits.Json, out value, out fault);
        if (isRead && value is not null)
            return value;

        return fault is null
            ? new Problem(ProblemCode.InvalidJson, "There is no body.")
            : JsonProblems.Of(fault, at);
    }

    static Problem Full() =>
        new(ProblemCode.TooManyRequests, "The server has no room for the body; try again in a second.");

    static Problem TooLarge(IntakeLimits limits) =>
        new(ProblemCode.PayloadTooLarge, $"The body is larger than {limits.Json.MaxBytes} bytes.");
}
