using System.Text.Json;
using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness.Contracts;

/// <summary>A validator of JSON Schema that is not ours: one process for the whole run, which compiles a schema once.</summary>
sealed class SchemaProcess : IAsyncDisposable
{
    readonly ChildProcess _node;
    readonly Queue<TaskCompletionSource<string>> _waiting = [];
    readonly Lock _lock = new();

    public SchemaProcess() => _node = ChildProcess.Start(
        "node", [Repository.Path("tests/contracts.mjs")], echoErrors: true, onOutput: Answer);

    /// <summary>Learns both documents; what it answers is what is wrong with them, else empty.</summary>
    public Task<string> LearnAsync(string openApi, string asyncApi) =>
        AskAsync($$$"""{"learn":{"openapi":{{{openApi}}},"asyncapi":{{{asyncApi}}}}}""");

    /// <summary>Holds a text against a schema of a document; what it answers is what is wrong, else empty.</summary>
    public Task<string> CheckAsync(string document, string schema, string text) =>
        AskAsync($$"""{"of":"{{document}}","schema":{{schema}},"text":{{JsonSerializer.Serialize(text)}}}""");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _node.DisposeAsync();

    // It answers in the order that it is asked in.
    Task<string> AskAsync(string line)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(answer);
            _node.Input.WriteLine(line);
            _node.Input.Flush();
        }
        return answer.Task.WaitAsync(Eventually.Patience);
    }

    void Answer(string line)
    {
        TaskCompletionSource<string> asked;
        lock (_lock) asked = _waiting.Dequeue();
        asked.SetResult(line);
    }
}
