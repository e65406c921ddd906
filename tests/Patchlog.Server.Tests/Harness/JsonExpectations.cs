using System.Text.Json;
using Shouldly;

namespace Patchlog.Server.Tests.Harness;

/// <summary>What tests say about JSON.</summary>
static class JsonExpectations
{
    // Deeper than what the server takes.
    static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>Reads JSON however deep.</summary>
    public static JsonElement Read(string text) => JsonElement.Parse(text, Deep);

    /// <summary>The value at a path of member names and array indexes, such as <c>events/0/version</c>.</summary>
    public static JsonElement At(this JsonElement json, string path)
    {
        foreach (var step in path.Split('/'))
        {
            json = json.ValueKind == JsonValueKind.Array
                ? json[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]
                : json.GetProperty(step);
        }
        return json;
    }

    /// <summary>The string at a path.</summary>
    public static string? TextAt(this JsonElement json, string path) => json.At(path).GetString();

    /// <summary>The integer at a path.</summary>
    public static long NumberAt(this JsonElement json, string path) => json.At(path).GetInt64();

    /// <summary>Whether an object has a member.</summary>
    public static bool Has(this JsonElement json, string member) => json.TryGetProperty(member, out _);

    /// <summary>Fails unless the two are equal as JSON values: 1 is 1.0, and the order of members is nothing.</summary>
    public static void ShouldBeJson(this JsonElement actual, string expected) =>
        JsonElement.DeepEquals(actual, Read(expected))
            .ShouldBeTrue($"expected {expected}\nbut got  {actual.GetRawText()}");

    /// <summary>Fails unless this is a complete problem of this kind, in an answer or in a frame.</summary>
    public static JsonElement ShouldBeProblem(this JsonElement problem, int status, string code)
    {
        var text = problem.GetRawText();
        problem.TextAt("code").ShouldBe(code, text);
        problem.TextAt("type").ShouldBe($"urn:patchlog:problem:{code}", text);
        problem.NumberAt("status").ShouldBe(status, text);
        problem.TextAt("title").ShouldNotBeNullOrWhiteSpace(text);
        problem.TextAt("applied").ShouldBe(code == "outcome-unknown" ? "unknown" : "no", text);
        if (status is not 409) problem.At("retryable").GetBoolean().ShouldBe(status is 429 or 503, text);
        return problem;
    }

    /// <summary>Fails unless this is an <c>ack</c> of a command that wrote this version.</summary>
    public static JsonElement ShouldBeAck(this JsonElement frame, long version)
    {
        frame.TextAt("type").ShouldBe("ack", frame.GetRawText());
        frame.NumberAt("version").ShouldBe(version, frame.GetRawText());
        return frame;
    }

    /// <summary>Fails unless this is a <c>nack</c> with a complete problem of this kind; answers with that.</summary>
    public static JsonElement ShouldBeNack(this JsonElement frame, int status, string code)
    {
        frame.TextAt("type").ShouldBe("nack", frame.GetRawText());
        return frame.At("problem").ShouldBeProblem(status, code);
    }
}
