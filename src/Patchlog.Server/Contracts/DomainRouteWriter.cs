using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>
/// Writes the routes of a bundle's types. What they have in common with the general routes stands once below
/// <c>components</c>: there may be a thousand types.
/// </summary>
sealed class DomainRouteWriter(
    JsonWriter writer, AnswerWriter answers, ParameterWriter parameters)
{
    readonly SortedDictionary<string, Action> _parameters = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, Action> _responses = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, Action> _headers = new(StringComparer.Ordinal);

    /// <summary>Writes a member of <c>paths</c>.</summary>
    public void Write(DomainRoute route)
    {
        writer.Name(route.Pattern).BeginObject();
        foreach (var method in route.Methods)
        {
            var operation = method.Operation;
            writer.Name(method.General.Method.ToLowerInvariant()).BeginObject()
                .Member("operationId", operation.Id)
                .Member("summary", operation.Summary)
                .Name("tags").BeginArray().String(operation.Tag).End();

            WriteParameters(route.Pattern, method);
            if (operation.Takes.Count > 0)
            {
                writer.Name("requestBody").BeginObject().Member("required", !operation.IsBodyOptional);
                answers.WriteContents(operation.Takes);
                writer.End();
            }

            WriteResponses(method);
            writer.End();
        }

        writer.End();
    }

    /// <summary>Writes the members of <c>components</c> that the routes refer to; none without routes.</summary>
    public void WriteComponents()
    {
        WriteComponents("parameters", _parameters);
        WriteComponents("responses", _responses);
        WriteComponents("headers", _headers);
    }

    void WriteComponents(string name, SortedDictionary<string, Action> components)
    {
        if (components.Count == 0)
            return;

        writer.Name(name).BeginObject();
        foreach (var (component, write) in components)
        {
            writer.Name(component);
            write();
        }

        writer.End();
    }

    void WriteParameters(string pattern, DomainMethod method)
    {
        writer.Name("parameters").BeginArray();
        foreach (var parameter in ParameterWriter.Of(pattern, method.Operation))
        {
            // A name may mean something else in another operation.
            var name = parameter.In == Place.Path ? parameter.Name : $"{method.General.Operation.Id}.{parameter.Name}";
            WriteReference("parameters", name, _parameters, () => parameters.Write(parameter));
        }

        writer.End();
    }

    void WriteResponses(DomainMethod method)
    {
        writer.Name("responses").BeginObject();
        foreach (var response in method.Operation.Gives)
        {
            writer.Name(response.Key);
            if (response.Content.Count > 0)
                WriteResponse(response);
            else
                WriteShared(method, response.Key, () => answers.Write(response));
        }

        foreach (var codes in ProblemAnswers.Of(method.General))
        {
            writer.Name($"{codes.Key}");
            if (method.Rejection is { } rejection && codes.Contains(ProblemCode.Rejected))
                answers.Write(method.GeneralPattern, method.General, codes, rejection);
            else
                WriteShared(method, $"{codes.Key}", () => answers.Write(method.GeneralPattern, method.General, codes));
        }

        writer.End();
    }

    void WriteResponse(Response response)
    {
        writer.BeginObject().Member("description", response.Description);
        if (response.Headers.Count > 0)
        {
            writer.Name("headers").BeginObject();
            foreach (var header in response.Headers)
            {
                writer.Name(header.Name);
                var name = header.IsAlways ? header.Name : $"{header.Name}.optional";
                WriteReference("headers", name, _headers, () => answers.Write(header));
            }

            writer.End();
        }

        answers.WriteContents(response.Content);
        writer.End();
    }

    void WriteShared(DomainMethod method, string key, Action write) =>
        WriteReference("responses", $"{method.General.Operation.Id}.{key}", _responses, write);

    void WriteReference(string kind, string name, SortedDictionary<string, Action> components, Action write)
    {
        components.TryAdd(name, write);
        writer.BeginObject().Member("$ref", $"#/components/{kind}/{name}").End();
    }
}
