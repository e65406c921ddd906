using System.Text.Json;
using Shouldly;

namespace Patchlog.Server.Tests.Harness.Contracts;

/// <summary>Holds frames against <c>/asyncapi.json</c>: the server sends none that it does not describe.</summary>
sealed class FrameContract(JsonElement document, SchemaProcess schemas)
{
    /// <summary>Fails unless the server may send this.</summary>
    public async Task HoldAsync(string text)
    {
        var type = JsonExpectations.Read(text).TextAt("type")!;
        document.At("operations").TryGetProperty(type, out var operation)
            .ShouldBeTrue($"/asyncapi.json has no frame {type}: {text}");
        operation.TextAt("action").ShouldBe("send", $"A client sends {type}, not the server: {text}");
        var payload = document.At($"components/messages/{type}/payload").GetRawText();
        (await schemas.CheckAsync("asyncapi", payload, text)).ShouldBeEmpty(text);
    }
}
