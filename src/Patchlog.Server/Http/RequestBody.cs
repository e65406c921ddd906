using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>Reads the body of a request within limits: JSON as a whole, what is only signed piece by piece.</summary>
static class RequestBody
{
    /// <summary>Reads a JSON document; a problem where there is none.</summary>
    /// <param name="request">The request with the body.</param>
    /// <param name="memory">Counts a body that is large.</param>
    /// <param name="limits">The bounds of the body.</param>
    /// <param name="patience">How long to wait for memory at most.</param>
    /// <param name="at">The pointer to the body within the command; the pointers of faults begin with it.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public static async Task<Result<JsonValue>> ReadAsync(
        HttpRequest request, RequestMemory memory, JsonLimits limits, TimeSpan patience, string at,
        CancellationToken cancellation) =>
        await GuardAsync(() => ReadWholeAsync(request, memory, limits, patience, at, cancellation), limits.MaxBytes);

    /// <summary>Takes the signature of a body, of which nothing is kept (HMAC-SHA256, RFC 2104).</summary>
    /// <param name="request">The request with the body.</param>
    /// <param name="key">The secret of both sides.</param>
    /// <param name="maxBytes">The bytes that the body may have.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public static Task<Result<byte[]>> SignAsync(
        HttpRequest request, byte[] key, int maxBytes, CancellationToken cancellation) =>
        GuardAsync(() => SignWholeAsync(request, key, maxBytes, cancellation), maxBytes);

    static async Task<Result<T>> GuardAsync<T>(Func<Task<Result<T>>> read, int maxBytes)
        where T : notnull
    {
        try
        {
            return await read();
        }
        catch (BadHttpRequestException failure)     // malformed chunks, an end too soon, too slow
        {
            return failure.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(maxBytes)
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
        HttpRequest request, RequestMemory memory, JsonLimits limits, TimeSpan patience, string at,
        CancellationToken cancellation)
    {
        if (request.ContentLength > limits.MaxBytes)
            return TooLarge(limits.MaxBytes);

        if (!await memory.TryReserveBodyAsync(request.ContentLength ?? 0, patience, cancellation))
            return Full();

        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellation);
            memory.ObserveReceived();
            if (result.Buffer.Length > limits.MaxBytes)
            {
                request.BodyReader.AdvanceTo(result.Buffer.End);
                return TooLarge(limits.MaxBytes);
            }

            if (!result.IsCompleted)
            {
                var most = result.Buffer.Length <= BufferLimits.SmallBodyBytes ? 0 : limits.MaxBytes;
                var hasRoom = await memory.TryReserveBodyAsync(most, patience, cancellation);
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

    static async Task<Result<byte[]>> SignWholeAsync(
        HttpRequest request, byte[] key, int maxBytes, CancellationToken cancellation)
    {
        using var signature = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        for (long count = 0; ;)
        {
            var result = await request.BodyReader.ReadAsync(cancellation);
            count += result.Buffer.Length;
            if (count > maxBytes)
            {
                request.BodyReader.AdvanceTo(result.Buffer.End);
                return TooLarge(maxBytes);
            }

            foreach (var piece in result.Buffer)
                signature.AppendData(piece.Span);

            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return signature.GetHashAndReset();
        }
    }

    static Result<JsonValue> Parse(in ReadOnlySequence<byte> body, JsonLimits limits, string at)
    {
        var isRead = body.IsSingleSegment
            ? JsonValue.TryParse(body.FirstSpan, limits, out var value, out var fault)
            : JsonValue.TryParse(body.ToArray(), limits, out value, out fault);
        if (isRead && value is not null)
            return value;

        return fault is null
            ? new Problem(ProblemCode.InvalidJson, "There is no body.")
            : JsonProblems.Of(fault, at);
    }

    static Problem Full() =>
        new(ProblemCode.TooManyRequests, "The server has no room for the body; try again in a second.");

    static Problem TooLarge(int maxBytes) =>
        new(ProblemCode.PayloadTooLarge, $"The body is larger than {maxBytes} bytes.");
}
