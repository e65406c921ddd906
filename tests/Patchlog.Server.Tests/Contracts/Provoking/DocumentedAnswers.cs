using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;

namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>
/// What <c>/openapi.json</c> says can be answered. A problem is named by its code, another answer by its status and
/// media type: <c>not-found</c>, <c>204</c>, <c>200 application/json</c>.
/// </summary>
static class DocumentedAnswers
{
    const string ProblemType = "application/problem+json";

    /// <summary>Every operation with every answer.</summary>
    public static IReadOnlyList<(string Operation, string Answer)> All { get; } =
    [
        .. from path in Contract.Current.OpenApi.At("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           from response in operation.Value.At("responses").EnumerateObject()
           from answer in NamesOf(response)
           select (operation.Value.TextAt("operationId")!, answer),
    ];

    /// <summary>The operations that can answer so.</summary>
    public static IReadOnlyList<string> OperationsWith(string answer) =>
        [.. All.Where(pair => pair.Answer == answer).Select(pair => pair.Operation)];

    /// <summary>The bodies that an operation is shown to take, with their media types.</summary>
    public static IReadOnlyList<(string MediaType, string Body)> ExampleBodiesOf(string operationId) =>
    [
        .. from path in Contract.Current.OpenApi.At("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           where operation.Value.TextAt("operationId") == operationId && operation.Value.Has("requestBody")
           from content in operation.Value.At("requestBody/content").EnumerateObject()
           from example in content.Value.At("examples").EnumerateObject()
           select (content.Name, example.Value.At("value").GetRawText()),
    ];

    /// <summary>The name of an answer that came.</summary>
    public static string NameOf(Answer answer)
    {
        var mediaType = answer.Header("Content-Type")?.Split(';')[0];
        return mediaType == ProblemType ? answer.Json.TextAt("code")!
            : mediaType is null ? $"{answer.Status}"
            : $"{answer.Status} {mediaType}";
    }

    static IEnumerable<string> NamesOf(JsonProperty response)
    {
        // A range is documented for one status of it.
        var status = response.Name.Replace("XX", "00", StringComparison.Ordinal);
        if (!response.Value.TryGetProperty("content", out var contents))
            return [status];
        // A problem is documented with an example of each of its codes; that each fits its schema has a test of its own.
        return contents.EnumerateObject().SelectMany(content => content.Name == ProblemType
            ? content.Value.At("examples").EnumerateObject().Select(example => example.Name)
            : [$"{status} {content.Name}"]);
    }
}
