using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Primitives;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>Writes replies to the wire, whatever route or guard they come from.</summary>
static class ReplyWriter
{
    /// <summary>Writes a reply, or lets it take the connection over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="memory">Counts the text of a large reply; null where no reply is large.</param>
    public static async Task WriteAsync(HttpContext context, Reply reply, RequestMemory? memory = null)
    {
        if (reply.Takeover is { } takeover)
        {
            await takeover();
            return;
        }

        WriteHead(context, reply);

        if (reply.Stream is { } stream)
        {
            context.Response.ContentType = reply.MediaType;
            if (!HttpMethods.IsHead(context.Request.Method))
                await stream(context.RequestAborted);
        }
        else if (reply.Problem is not null || reply.Body is not null)
        {
            await WriteBodyAsync(context, reply, memory);
        }
    }

    static void WriteHead(HttpContext context, Reply reply)
    {
        var (method, response) = (context.Request.Method, context.Response);
        response.StatusCode = reply.Status;

        // RFC 9111 §4.2.2: a cache may guess without this header, and show a state from before an acknowledged write.
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            response.Headers.CacheControl = "no-cache";

        if (reply.Problem is { } problem)
            ProblemHeaders.Add(response.Headers, method, problem.Code);

        foreach (var (name, value) in reply.Headers)
            response.Headers[name] = name switch
            {
                "Location" => context.Request.PathBase + value,
                "Vary" => StringValues.Concat(response.Headers.Vary, value),    // the origin may be one, too
                _ => value,
            };
    }

    static async Task WriteBodyAsync(HttpContext context, Reply reply, RequestMemory? memory)
    {
        var response = context.Response;
        if (memory is not null)
            await memory.ReserveReplyAsync(reply.Size, context.RequestAborted);

        using var writer = new JsonWriter();

        if (reply.Problem is { } problem)
        {
            response.ContentType = MediaTypes.Problem;
            var path = context.Request.PathBase.Add(context.Request.Path).ToUriComponent();
            ProblemJson.Write(writer, problem, path, Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }
        else
        {
            response.ContentType = reply.MediaType;
            reply.Body?.Invoke(writer);
        }

        memory?.CompleteReply();
        response.ContentLength = writer.Written.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return;

        // In pieces, so that the web server does not copy all of it, and a client that takes them is seen to.
        for (var rest = writer.Written; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, BufferLimits.ReplyPieceBytes)];
            response.BodyWriter.Write(piece.Span);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
            memory?.ObserveSent();
            rest = rest[piece.Length..];
        }
    }
}
