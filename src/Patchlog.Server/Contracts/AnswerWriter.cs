using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>Writes the bodies and the answers of operations as OpenAPI does.</summary>
sealed class AnswerWriter(JsonWriter writer, Schemas schemas)
{
    /// <summary>
    /// Writes the member <c>responses</c>: the successes, and one answer for each status of the problems.
    /// </summary>
    public void WriteResponses(string pattern, MethodDescription method)
    {
        writer.Name("responses").BeginObject();
        foreach (var response in method.Operation.Gives)
        {
            writer.Name(response.Key);
            Write(response);
        }

        foreach (var codes in ProblemAnswers.Of(method))
        {
            writer.Name($"{codes.Key}");
            Write(pattern, method, codes);
        }

        writer.End();
    }

    /// <summary>Writes a success.</summary>
    public void Write(Response response)
    {
        writer.BeginObject().Member("description", response.Description);
        WriteHeaders(response.Headers);
        if (response.Content.Count > 0)
            WriteContents(response.Content);

        writer.End();
    }

    /// <summary>Writes the answer with problems of one status.</summary>
    /// <param name="pattern">The path of the route.</param>
    /// <param name="method">What the route says of the method.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="rejection">The schema of a rejection, where more is known of it; else null.</param>
    public void Write(
        string pattern, MethodDescription method, IGrouping<int, ProblemCode> codes, string? rejection = null)
    {
        writer.BeginObject()
            .Member("description", string.Join(" ", codes.Select(code => $"`{code.Name}`: {code.Title}.")));
        WriteHeaders(ProblemAnswers.HeadersOf(method.Method, codes.Key));
        WriteProblems(pattern, [.. codes], rejection);
        writer.End();
    }

    /// <summary>Writes a header.</summary>
    public void Write(ResponseHeader header) => writer.BeginObject()
        .Member("description", header.Description)
        .Member("required", header.IsAlways)
        .Member("schema", schemas.Reference(header.Schema))
        .End();

    /// <summary>Writes the member <c>content</c>.</summary>
    public void WriteContents(IReadOnlyList<Content> contents)
    {
        writer.Name("content").BeginObject();
        foreach (var content in contents)
        {
            writer.Name(content.MediaType).BeginObject().Member("schema", schemas.Reference(content.Schema));

            if (content.Examples.Count > 0)
            {
                writer.Name("examples").BeginObject();
                foreach (var (name, json) in content.Examples)
                    writer.Name(name).BeginObject().Member("value", JsonValue.Parse(json)).End();
                writer.End();
            }

            writer.End();
        }

        writer.End();
    }

    void WriteHeaders(IReadOnlyList<ResponseHeader> headers)
    {
        if (headers.Count == 0)
            return;

        writer.Name("headers").BeginObject();
        foreach (var header in headers)
        {
            writer.Name(header.Name);
            Write(header);
        }

        writer.End();
    }

    void WriteProblems(string pattern, ProblemCode[] codes, string? rejection)
    {
        var references = codes.Select(code => schemas.Reference(
            code == ProblemCode.Rejected && rejection is not null ? rejection : ProblemSchemas.NameOf(code))).ToArray();

        writer.Name("content").BeginObject().Name(MediaTypes.Problem).BeginObject()
            .Member("schema",
                references is [var only] ? only : OneOf(references))
            .Name("examples").BeginObject();

        foreach (var code in codes)
            writer.Name(code.Name).BeginObject().Member("value", ProblemSchemas.Example(code, PathOf(pattern))).End();

        writer.End().End().End();
    }

    // Generators of clients make one class of errors of what all have in common.
    JsonObject OneOf(JsonValue[] problems) => JsonObject.Empty.With("allOf", JsonArray.Of(
        schemas.Reference(ProblemSchemas.Members), JsonObject.Empty.With("oneOf", JsonArray.Of([.. problems]))));

    static string PathOf(string pattern) => pattern
        .Replace("{tenant}", "default", StringComparison.Ordinal).Replace("{type}", "orders", StringComparison.Ordinal)
        .Replace("{id}", "42", StringComparison.Ordinal).Replace("{name}", "ship", StringComparison.Ordinal);
}
